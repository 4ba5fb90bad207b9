"""What counts as well."""

from datetime import UTC, datetime, timedelta

import pytest

from sostocked.site.health import rules

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)


def ago(**span):
    return NOW - timedelta(**span)


@pytest.mark.parametrize(
    ("last", "well", "says"),
    [
        (None, False, "no sign of life yet"),
        (ago(seconds=20), True, "last sign of life 20 seconds ago"),
        (ago(seconds=90), True, "last sign of life 1 minute ago"),
        (ago(seconds=91), False, "last sign of life 1 minute ago"),
        (ago(days=3), False, "last sign of life 3 days ago"),
    ],
)
def test_workers_show_life(last, well, says):
    check = rules.heartbeat("celery", last, NOW, timedelta(seconds=90))
    assert (check.name, check.is_well, check.says) == ("worker_celery", well, says)


@pytest.mark.parametrize(
    ("oldest", "later_went", "well"),
    [
        (None, False, True),
        (ago(minutes=29), False, True),
        (ago(minutes=31), False, False),
        (ago(days=2), True, True),  # hard to deliver, and alone with it
    ],
)
def test_mail_stands_still_when_nothing_goes(oldest, later_went, well):
    assert rules.mail(oldest, NOW, later_ones_went=later_went).is_well is well


def test_a_long_job_is_well_while_somebody_is_at_it():
    assert rules.jobs(ago(hours=5), ago(seconds=10), NOW).is_well
    assert not rules.jobs(ago(hours=5), ago(minutes=6), NOW).is_well
    assert rules.jobs(None, None, NOW).is_well


@pytest.mark.parametrize(
    ("last", "well"), [(None, False), (ago(hours=25), True), (ago(hours=26, seconds=1), False)]
)
def test_there_is_a_backup_of_yesterday(last, well):
    assert rules.backup(last, NOW).is_well is well


def test_there_is_room_on_the_disk():
    assert rules.disk(500_000_000, wanted=500_000_000).is_well
    assert not rules.disk(499_999_999, wanted=500_000_000).is_well
    assert rules.disk(2_340_000_000, wanted=0).says == "2.3 GB free"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(-3, "0 seconds"), (1, "1 second"), (59, "59 seconds"), (60, "1 minute"), (7199, "119 minutes"),
     (7200, "2 hours"), (172_799, "47 hours"), (172_800, "2 days")],
)  # fmt: skip
def test_an_age_is_said_in_the_largest_unit_that_fits(seconds, said):
    assert rules.age_of(timedelta(seconds=seconds)) == said
