"""A timeline as a table with pictures in it: SVG joined out of strings, since 500 rows must stay quick.

Only presentation attributes and percentages, no style: the policy of the pages allows none. What a bar says when
the pointer rests on it, a screen reader hears of the whole row.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.utils.html import escape
from django.utils.safestring import SafeString

from leadtimes.rules.lateness_words import Lateness
from leadtimes.rules.schedule import DAY
from leadtimes.rules.timeline import Axis, Box, Timeline, TimelineLeg, TimelineRow, Track, plot
from leadtimes.rules.told_days import ToldDay
from sostocked.foundation.words import day_of, from_to, month_of, short_day

WEEKS, MONTHS = "weeks", "months"
WEEK_WIDTH = 64
"""Pixels of a week, where the picture may be wider than the page."""
LETTER = 6.2
"""Pixels that a letter takes at most times: whether a name fits above its leg."""
MANY_MONTHS, MANY_WEEKS = 9, 60
"""From how many on there is no room for all of them."""
ROWS = 500
"""As many documents are on one page."""

_WORDS = {"danger": "word late", "warning": "word at-risk", "": "word"}


@dataclass(frozen=True, slots=True)
class ChartRow:
    """A document in the table: what is written beside its picture. `dates` belong to the chart's columns.

    `told` are those days as they are told, where they lie ahead.
    """

    number: str
    url: str
    status: str
    who: str
    dates: tuple[date | None, ...]
    lateness: Lateness
    track: Track
    told: tuple[ToldDay | None, ...] = ()

    def beside(self, column: int) -> str:
        """What is to be said beside the date of a column."""
        told = self.told[column] if column < len(self.told) else None
        return told.beside if told else ""


@dataclass(frozen=True)
class Chart:
    """What templates/components/timeline_chart.html shows. `whose` heads the first column."""

    label: str
    whose: str
    columns: tuple[str, ...]
    rows: Sequence[ChartRow]
    today: date
    scale: str = MONTHS

    @cached_property
    def timeline(self) -> Timeline:
        tracks = [row.track for row in self.rows]
        return plot(tracks, today=self.today, whole_months=self.scale == MONTHS)

    @property
    def is_wide(self) -> bool:
        return self.scale == WEEKS

    @property
    def span(self) -> str:
        axis = self.timeline.axis
        return f"{day_of(axis.first)} to {day_of(axis.last - DAY)}"

    @property
    def today_words(self) -> str:
        return today_in_words(self.today)

    @property
    def is_of_facility(self) -> bool:
        """Whether those look at it who do the work."""
        return len(self.columns) > 1

    @property
    def body(self) -> SafeString:
        """The rows of the table: 500 of them through a template would take as long as all the rest."""
        week = WEEK_WIDTH if self.is_wide else 0
        pairs = zip(self.rows, self.timeline.rows, strict=True)
        return _markup(
            "".join(
                _row(row, picture(on_axis, self.timeline, week=week), self.columns) for row, on_axis in pairs
            )
        )

    @property
    def head(self) -> SafeString:
        return head(self.timeline, week=WEEK_WIDTH if self.is_wide else 0)

    @property
    def grid(self) -> SafeString:
        return grid(self.timeline)


def scale_of(request: HttpRequest) -> str:
    """The scale that an address asks for."""
    return WEEKS if request.GET.get("scale") == WEEKS else MONTHS


def scales(request: HttpRequest) -> list[dict[str, Any]]:
    """The choice of scale, filters and all. A wide picture is opened where today is."""
    links = []
    for scale, label in ((MONTHS, "Months"), (WEEKS, "Weeks")):
        kept = request.GET.copy()
        kept["scale"] = scale
        anchor = "#today" if scale == WEEKS else ""
        links.append(
            {"label": label, "url": f"?{kept.urlencode()}{anchor}", "current": scale == scale_of(request)}
        )
    return links


def today_in_words(today: date) -> str:
    return f"Today, {short_day(today)}"


def leg_in_words(leg: TimelineLeg) -> str:
    at = f" at {leg.place}" if leg.place else ""
    closed = "".join(
        f", closed {from_to(each.starts_on, each.ends_on)}{f' ({each.reason})' if each.reason else ''}"
        for each in leg.closed
    )
    told = f", {leg.told}" if leg.told else ""
    return f"{leg.name}{at}, {from_to(leg.starts_on, leg.ends_on)}, {leg.state}{closed}{told}"


def picture(row: TimelineRow, timeline: Timeline, *, week: int = 0) -> SafeString:
    """The bars of one document. With `week`, the pixels of a week, names are written where there is room."""
    words = [escape(leg_in_words(leg)) for leg in row.track.legs]
    drawn = []
    placed = f"As placed: {from_to(*row.track.baseline)}" if row.track.baseline else ""
    if row.ghost:
        drawn.append(_rect("ghost", row.ghost, placed))
    for leg, box, title in zip(row.track.legs, row.boxes, words, strict=True):
        if box:
            drawn.append(_rect(f"leg {leg.tone} {leg.state}", box, title))
            if week:
                drawn.append(_name(leg, box, box.width * timeline.axis.days / 7 * week / 100))
        elif leg.starts_on == leg.ends_on and timeline.axis.box(leg.starts_on, leg.ends_on + DAY):
            drawn.append(
                _rect(f"leg {leg.tone} {leg.state}", Box(timeline.axis.at(leg.starts_on), 0.3), title)
            )
    for closed, box in row.closed:
        reason = escape(closed.reason or "closed")
        drawn.append(_rect("closed", box, f"Closed {from_to(closed.starts_on, closed.ends_on)}: {reason}"))
    if row.overrun and row.track.baseline:
        drawn.append(
            _rect("overrun", row.overrun, f"Later than placed: {day_of(row.track.baseline.ends_on)}")
        )
    if row.beyond:
        drawn.append(_beyond(row.beyond))
    label = "; ".join(words) or "No dated legs"
    if placed:
        label += f". {placed}"
    return _markup(
        f'<svg class="bars" role="img" aria-label="{label}"><use href="#timeline-grid"/>'
        f'<svg y="50%">{"".join(drawn)}</svg></svg>'
    )


def _row(row: ChartRow, drawn: str, columns: Sequence[str]) -> str:
    cells = "</td>".join(
        f'<td data-label="{column}"><span class="date">{day_of(day, missing="not dated")}</span>'
        + (f'<span class="told">{escape(told)}</span>' if (told := row.beside(n)) else "")
        for n, (column, day) in enumerate(zip(columns, row.dates, strict=True))
    )
    words = "".join(f'<span class="{_WORDS[word.tone]}">{word.text}</span>' for word in row.lateness.words)
    return (
        f'<tr><th scope="row"><a href="{escape(row.url)}">{escape(row.number)}</a> '
        f'<span class="status">{row.status}</span><bdi class="who">{escape(row.who)}</bdi></th>'
        f"<td>{drawn}</td>{cells}{words}</td></tr>"
    )


def _markup(text: str) -> SafeString:
    """What was put together here: every word of people in it was escaped."""
    return SafeString(text)


def _rect(classes: str, box: Box, title: str) -> str:
    return f'<rect class="{classes}" x="{box.at:.4g}%" width="{box.width:.4g}%"><title>{title}</title></rect>'


def _name(leg: TimelineLeg, box: Box, pixels: float) -> str:
    letters = int((pixels - 8) / LETTER)
    if letters < min(len(leg.name), 5):
        return ""
    name = leg.name if len(leg.name) <= letters else f"{leg.name[: letters - 1].rstrip()}…"
    return f'<text class="name" x="{box.at:.4g}%">{escape(name)}</text>'


def _beyond(where: str) -> str:
    x, anchor, word = ("0", "start", "‹ earlier") if where == "earlier" else ("100%", "end", "later ›")
    return f'<text class="beyond" x="{x}" text-anchor="{anchor}">{word}</text>'


def grid(timeline: Timeline) -> SafeString:
    """The lines behind every row: weeks, months and today. Drawn once, used by all, in a box of 1000 by 1."""
    return _markup(_lines(timeline.axis) + _line("today", [timeline.today_at]))


def _lines(axis: Axis) -> str:
    weeks, months = axis.weeks, axis.months
    drawn = _line("week", [tick.at for tick in weeks if tick.at]) if len(weeks) <= MANY_WEEKS else ""
    return drawn + _line("month", [tick.at for tick in months if tick.at])


def _line(name: str, places: Iterable[float]) -> str:
    """Upright lines, as one path: one for each in each of 500 rows would take the browser longer than the bars."""
    path = "".join(f"M{at * 10:.5g} 0v1" for at in places)
    return f'<path class="timeline-line--{name}" d="{path}"/>'


def head(timeline: Timeline, *, week: int = 0) -> SafeString:
    """The axis: months over weeks where there is room for them, else years over months; today's date below."""
    axis = timeline.axis
    size = f' width="{axis.days / 7 * week:.0f}"' if week else ""
    upper, lower = (_months_of(axis), _weeks_of(axis)) if week else (_years_of(axis), _short_months_of(axis))
    at = timeline.today_at
    anchor = "start" if at < 10 else "end" if at > 90 else "middle"
    lines = f'<svg viewBox="0 0 1000 1" preserveAspectRatio="none">{_lines(axis)}</svg>'
    words = today_in_words(timeline.today)
    today = f'<text class="today" id="today" x="{at:.4g}%" text-anchor="{anchor}">{words}</text>'
    return _markup(f'<svg class="axis"{size} aria-hidden="true">{lines}{upper}{lower}{today}</svg>')


def _text(name: str, at: float, words: str) -> str:
    return f'<text class="{name}" x="{at:.4g}%" dx="5">{words}</text>'


def _months_of(axis: Axis) -> str:
    """Their names in two parts: paper has no room for the second."""
    enough = 100 * 9 / axis.days  # nine days of room for "September 2026"
    named = ((tick.at, f"{tick.starts_on:%B %Y}") for tick in axis.months if tick.width >= enough)
    return "".join(_text("upper", at, f"{name[:3]}<tspan>{name[3:]}</tspan>") for at, name in named)


def _weeks_of(axis: Axis) -> str:
    return "".join(_text("lower", tick.at, str(tick.starts_on.day)) for tick in axis.weeks)


def _years_of(axis: Axis) -> str:
    first = axis.months[0].starts_on
    return "".join(
        _text("upper", tick.at, str(tick.starts_on.year))
        for tick in axis.months
        if tick.starts_on.month == 1 or tick.starts_on == first
    )


def _short_months_of(axis: Axis) -> str:
    """Every month, and with many of them the ones between two quarters marked as less important."""
    many = len(axis.months) > MANY_MONTHS
    return "".join(
        _text(
            "lower" if not many or tick.starts_on.month % 3 == 1 else "lower minor",
            tick.at,
            month_of(tick.starts_on),
        )
        for tick in axis.months
    )
