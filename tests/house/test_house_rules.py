"""Rules about the source itself."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db.models.signals import ModelSignal, m2m_changed, post_delete, post_save, pre_delete, pre_save
from django.template.loader import render_to_string
from lucide.templatetags.lucide import lucide

from leadtimes.rules.bar import Bar
from leadtimes.rules.kinds import LEG_KINDS
from purchasing import workflow as orders
from workorders import workflow as work

ROOT = Path(settings.BASE_DIR)
OURS = ["sostocked", "leadtimes", "inventory", "purchasing", "workorders"]


def sources(*folders, suffix=".py"):
    return [
        path
        for folder in folders
        for path in sorted((ROOT / folder).rglob(f"*{suffix}"))
        if "migrations" not in path.parts
    ]


def offenders(paths, pattern):
    """Each line of `paths` that `pattern` finds, as a person would look it up."""
    found = re.compile(pattern)
    return [
        f"{path.relative_to(ROOT)}:{number}"
        for path in paths
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if found.search(line)
    ]


def test_no_template_holds_inline_style_or_script():
    inline = r"""\sstyle=|<style|<script(?![^>]*\bsrc=)|\son[a-z]+=|\shx-on|javascript:"""
    pages = [
        path for path in sources("templates", suffix=".html") if "mail" not in path.relative_to(ROOT).parts
    ]
    assert len(pages) > 50
    assert offenders(pages, inline) == []


def test_no_status_is_changed_behind_the_signals_back():
    assert offenders(sources(*OURS), r"\.update\([^)]*\bstatus=") == []


def test_a_work_order_gets_a_new_revision_in_one_place_only():
    (place,) = offenders(sources("workorders"), r"\.revision \+= 1")
    assert place.startswith("workorders/revisions.py:")


def test_no_template_line_is_longer_than_a_person_reads():
    pages = [*sources("templates", suffix=".html"), *sources("templates", suffix=".txt")]
    assert len(pages) > 100
    assert offenders(pages, ".{121}") == []


def test_a_template_counts_in_words_that_agree():
    pages = [*sources("templates", suffix=".html"), *sources("templates", suffix=".txt")]
    assert offenders(pages, r"\}\} (days|units|cartons|legs|orders)\b|s?\{\{ [^}]*\|pluralize \}\}") == []


def test_a_sentence_counts_in_words_that_agree():
    """Only bounds and spans, which are never of one, are written without `count_of`."""
    things = "days|units|cartons|legs|lines|orders|work orders|facilities|addresses|products|steps|mails"
    found = offenders(sources(*OURS), rf"(?<!–)\{{(?!MOST_|sku)[^{{}}]*\}} ({things})\b")
    assert found == []


def test_nobody_writes_sql_with_values_in_it():
    assert offenders(sources(*OURS), r"""execute\(f["']""") == []


def test_every_page_says_what_it_is():
    pages = [
        path
        for path in sources("templates", suffix=".html")
        if '{% extends "base' in path.read_text() and path.name not in ("base_auth.html",)
    ]
    assert len(pages) > 20
    assert [
        str(path.relative_to(ROOT)) for path in pages if "{% block title %}" not in path.read_text()
    ] == []


def test_every_template_opens_with_what_it_expects():
    parts = list(sources("templates", suffix=".html"))
    assert len(parts) > 100
    assert [path.name for path in parts if not path.read_text().startswith("{#")] == []


def test_no_file_has_grown_over_four_hundred_lines():
    paths = [*sources(*OURS, "tests"), *sources("static", suffix=".css"), *sources("static", suffix=".js")]
    assert [f"{p.relative_to(ROOT)}" for p in paths if len(p.read_text().splitlines()) > 400] == []


def test_nothing_is_left_for_later():
    words = "TO" + r"DO|FIX" + r"ME|NotImplemented" + "Error"
    assert offenders([*sources(*OURS, "tests"), *sources("templates", suffix=".html")], words) == []


def test_no_migration_is_missing(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_one_signal_receiver_is_ours():
    ours = [
        receiver
        for signal in (pre_save, post_save, pre_delete, post_delete, m2m_changed)
        for receiver in _receivers(signal)
        if receiver.__module__.split(".")[0] in OURS
    ]
    assert [f"{each.__module__}.{each.__name__}" for each in ours] == [
        "workorders.spawning.receivers.bring_work_orders_in_line"
    ]


def _receivers(signal: ModelSignal):
    live = [entry[1] for entry in signal.receivers]
    return [found for each in live if (found := each() if hasattr(each, "__callback__") else each)]


def test_icons_of_kinds_and_statuses_exist():
    names = [kind.icon for kind in LEG_KINDS.values()]
    names += [badge.icon for badges in (orders.BADGES, work.BADGES) for badge in badges.values()]
    for name in names:
        assert "<svg" in lucide(name)


def test_the_empty_bar_asks_for_a_lead_time():
    assert "Choose a lead time" in render_to_string("components/workflow_bar.html", {"bar": Bar(())})


@pytest.mark.parametrize("name", ["README.md", "CHANGELOG.md", "docs/architecture.md", "docs/testing.md"])
def test_it_is_written_down(name):
    assert (ROOT / name).stat().st_size > 500


def test_the_readme_fits_one_screen():
    assert len((ROOT / "README.md").read_text().splitlines()) <= 60
