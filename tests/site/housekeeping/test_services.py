"""What goes at night, what stays, and that one night takes only so much."""

import logging
from datetime import timedelta

from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from leadtimes.models import Rescheduling, StaffInvitation
from sostocked.celery import app
from sostocked.foundation.outbox.models import Message
from sostocked.foundation.people.models import MemberInvitation
from sostocked.site.housekeeping import services
from sostocked.site.housekeeping.services import TAKEN_AWAY, tidy_up

NOW = timezone.now()


def days_ago(days):
    return NOW - timedelta(days=days)


def session(key, expires):
    return Session.objects.create(session_key=key, session_data="", expire_date=expires)


def mail(key, *, sent, text="a secret link", html="<a>"):
    return Message.objects.create(
        key=key, to=["a@example.com"], subject=key, text=text, html=html, sent_at=sent
    )


def text_of(message):
    message.refresh_from_db()
    return message.text


def test_sessions_that_expired_go(db):
    session("old", days_ago(1))
    session("live", days_ago(-1))
    assert tidy_up()["expired sessions"] == 1
    assert list(Session.objects.values_list("pk", flat=True)) == ["live"]


def test_secret_links_go_a_day_after_their_mail_arrived(db):
    old, young = mail("invitation:t:x", sent=days_ago(2)), mail("invitation:u:x", sent=days_ago(0.5))
    reset, waiting = mail("account:r", sent=days_ago(2)), mail("account:w", sent=None)
    assert tidy_up()["mails without their secret links"] == 2
    assert [text_of(each) for each in (old, reset)] == [TAKEN_AWAY] * 2
    assert old.html == ""
    assert [text_of(each) for each in (young, waiting)] == ["a secret link"] * 2


def test_the_words_of_other_mails_go_after_a_month(db):
    old, young = mail("work-order:1", sent=days_ago(31)), mail("work-order:2", sent=days_ago(29))
    waiting = mail("work-order:3", sent=None)
    assert tidy_up()["mails without their words"] == 1
    assert [text_of(each) for each in (old, young, waiting)] == [TAKEN_AWAY, "a secret link", "a secret link"]


def test_a_second_night_finds_nothing(db):
    session("old", days_ago(1))
    mail("work-order:1", sent=days_ago(31))
    mail("account:1", sent=days_ago(31), html="")
    tidy_up()
    assert set(tidy_up().values()) == {0}


def test_throttle_entries_go_when_their_time_is_over(db):
    cache.set("over", 1, timeout=1)
    cache.set("running", 1, timeout=600)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cache SET expires = %s WHERE cache_key LIKE %s", [days_ago(1), "%over"])
    assert tidy_up()["throttle entries"] == 1
    assert cache.get("running") == 1


def test_invitations_that_ended_long_ago_go_and_the_history_of_people_stays(cast):
    said = {"email": "new@example.com", "invited_by": cast.alice}
    gone = MemberInvitation.objects.create(organization=cast.acme, expires_at=days_ago(91), **said)
    kept = [
        MemberInvitation.objects.create(organization=cast.acme, expires_at=days_ago(89), **said),
        MemberInvitation.objects.create(
            organization=cast.acme, expires_at=days_ago(91), accepted_at=days_ago(95), **said
        ),
    ]
    StaffInvitation.objects.create(facility=cast.lone_star, revoked_at=days_ago(91), **said)
    events = MemberInvitation.pgh_event_model.objects.filter(pgh_obj_id=gone.pk)
    written = list(events.values())
    counts = tidy_up()
    assert (counts["ended invitations of members"], counts["ended invitations of staff"]) == (1, 1)
    assert set(MemberInvitation.objects.all()) == set(kept)
    assert written
    assert list(events.filter(pk__in=[each["pgh_id"] for each in written]).values()) == written


def test_counts_of_dates_that_another_count_replaced_go_and_moves_stay(cast):
    def rescheduling(**said):
        made = Rescheduling.objects.create(facility=cast.lone_star, asked_by=cast.alice, **said)
        Rescheduling.objects.filter(pk=made.pk).update(asked_at=days_ago(91))
        return made

    rescheduling(state="superseded")
    kept = {
        rescheduling(state="superseded", is_real=True, moved_by=cast.alice),
        rescheduling(state="done", is_real=True, moved_by=cast.alice),
        rescheduling(state="counted"),
    }
    assert tidy_up()["superseded counts of dates"] == 1
    assert set(Rescheduling.objects.all()) == kept


def test_a_night_takes_so_much_and_the_next_one_goes_on(db):
    for n in range(7):
        session(f"old{n}", days_ago(1))
    assert tidy_up(most=5, batch=2)["expired sessions"] == 5
    assert tidy_up(most=5, batch=2)["expired sessions"] == 2


def test_one_chore_that_fails_stops_no_other(db, monkeypatch, caplog):
    monkeypatch.setattr(services, "_expired_sessions", lambda: 1 / 0)
    mail("work-order:1", sent=days_ago(31))
    assert tidy_up()["mails without their words"] == 1
    assert "Tidying up expired sessions failed after 0." in caplog.text


def test_what_went_is_told_in_one_line(db, caplog):
    session("old", days_ago(1))
    with caplog.at_level(logging.INFO):
        tidy_up()
    (line,) = [each.getMessage() for each in caplog.records if "Tidied up" in each.getMessage()]
    assert line.startswith("Tidied up: 1 expired sessions, 0 mails")


def test_beat_starts_it_once_a_night():
    app.loader.import_default_modules()
    (entry,) = [each for name, each in app.conf.beat_schedule.items() if name == "tidy up"]
    assert entry["task"] in app.tasks
    assert (entry["schedule"].hour, entry["schedule"].minute) == ({3}, {40})
