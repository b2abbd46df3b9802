"""Trends: the internal dashboard and the reports of a month and of half a year.

Case load, on-time rate by rule, office and month, what falls due in the coming weeks, ratios and
training hours; each a table with a drawing beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Final

from suowu.calendars import Duration, back
from suowu.data import data_table
from suowu.definitions import Kind
from suowu.ledger import Case
from suowu.model import Data, Outcome
from suowu.render.context import SiteContext
from suowu.render.figures import Chart, ChartCell, ChartLine, Drawing, chart, of_percent, percent
from suowu.render.rows import by
from suowu.render.spans import Between, CaseFile, CaseFlow, Judged, OnTime
from suowu.render.staffing import CasesOfKind, cited_name, ratios, reaching, training
from suowu.rules.scopes import first_day
from suowu.wording import chinese_month, day_and_month

WEEKS: Final = 8
MONTHS: Final = 12
WORST: Final = 20
_JUDGED: Final = {"已办": True, "违反": False, "逾期": False}
_WORDS: Final = data_table("trends")


@dataclass(frozen=True)
class Work:
    """The county's cases as the dashboard and both reports count them, each thing once."""

    context: SiteContext
    cases: tuple[Case, ...]

    @property
    def as_of(self) -> date:
        """The day of the build."""
        return self.context.ledger.as_of

    def kind(self, case: Case) -> Kind:
        """The kind of a case."""
        return self.context.kind_of(case)

    @cached_property
    def of_kind(self) -> CasesOfKind:
        """Every record, by kind."""
        return by(self.cases, lambda case: case.record.kind)

    @cached_property
    def files(self) -> list[CaseFile]:
        """Every case that is one (案), the day it came and the day it was done."""
        own = (case for case in self.cases if self.kind(case).scope == "案")
        return [(c, first_day(self.kind(c).file.begins, c.scope), c.scope.ended) for c in own]

    @cached_property
    def judged(self) -> list[Judged]:
        """Every deadline of level 违规 that was kept, missed or is overdue."""
        rules = {rule.id: rule for rule in self.context.ledger.definitions.rules}
        return [
            Judged(case, o.rule, o.due, _JUDGED[o.state], o.state == "逾期")
            for case in self.cases
            for o in case.outcomes
            if o.due and o.state in _JUDGED and rules[o.rule].level == "违规"
        ]

    @cached_property
    def load(self) -> CaseFlow:
        """How many cases there were."""
        return CaseFlow(self.files)

    @cached_property
    def rate(self) -> OnTime:
        """How many deadlines were kept."""
        return OnTime(self.judged)

    @cached_property
    def coming(self) -> list[tuple[Case, Outcome]]:
        """What is still to be done, with its day."""
        found = (
            (case, o) for case in self.cases for o in case.outcomes if o.state == "待办" and o.due
        )
        return [*found]

    @cached_property
    def ratios(self) -> list[Chart]:
        """What the law sets against a number of cases, a figure a rule."""
        return ratios(self.context, self.of_kind)


def trends_view(work: Work) -> Data:
    """The view of the dashboard."""
    year = Between(_months_before(work.as_of, MONTHS - 1), work.as_of + timedelta(1))
    figures = [
        _load_by_month(work),
        _load_by_kind(work, year),
        _kept_by_month(work),
        _kept_by_office(work, year),
        _kept_by_rule(work, year),
        _coming(work),
        reaching(work.ratios),
        *training(work.context, work.of_kind),
    ]
    return {"figures": [each for each in figures if each.rows], "details": work.ratios}


def report_view(work: Work, *, months: int) -> Data:
    """The view of the report of the last whole month (1) or half-year (6)."""
    end = work.as_of.replace(day=1)
    if months == 6:
        end = end.replace(month=7 if end.month >= 7 else 1)
    span = Between(_months_before(end, months), end)
    late = [each for each in work.judged if not each.kept and each.due in span]
    return {
        "title": _title(span, months),
        "start": span.start,
        "last": span.end - timedelta(1),
        "numbers": _numbers(work, span, late=len(late)),
        "kinds": _load_by_kind(work, span),
        "offices": _kept_by_office(work, span),
        "late": _late(work, late),
        "reached": reaching(work.ratios),
    }


def _title(span: Between, months: int) -> str:
    if months == 1:
        return str(_WORDS["月报"]).format(year=span.start.year, month=span.start.month)
    half = "上" if span.start.month == 1 else "下"
    return str(_WORDS["半年报"]).format(year=span.start.year, half=half)


def _numbers(work: Work, span: Between, *, late: int) -> list[tuple[str, str]]:
    """A few large numbers: what came, was done, is open; how much was kept."""
    due = span.holds(work.rate.due)
    posted = sum(n.posted in span for case in work.cases for n in case.notices)
    counts = (
        *work.load.within(span),
        percent(due - late, due),
        late,
        posted,
    )
    return [(str(number), words) for number, words in zip(counts, _WORDS["数"], strict=True)]


def _load_by_month(work: Work) -> Chart:
    spans = _month_spans(work.as_of, MONTHS)
    rows = [ChartLine(_month(span.start), work.load.within(span)) for span in spans]
    words = _WORDS["案量"]
    return chart(
        words["题"], words["列"], rows=rows, drawing="pairs", drawn=(0, 1), note=words["注"]
    )


def _load_by_kind(work: Work, span: Between) -> Chart:
    kinds = sorted(by(work.files, lambda file: file[0].record.kind).items())
    rows = [ChartLine(work.kind(own[0][0]).name, CaseFlow(own).within(span)) for _, own in kinds]
    words, total = _WORDS["各类"], ChartLine("合计", work.load.within(span))
    return chart(words["题"], words["列"], rows=rows, drawing="bars", drawn=(2,), total=total)


def _kept_by_month(work: Work) -> Chart:
    spans = _month_spans(work.as_of, MONTHS)
    rows = [work.rate.within(span, _month(span.start)) for span in spans]
    return _rates("按月", rows, drawing="line")


def _kept_by_office(work: Work, span: Between) -> Chart:
    judged = by(work.judged, lambda each: each.case.record.office)
    rows = [
        OnTime(judged.get(id_, ())).within(span, office.name)
        for id_, office in work.context.offices.items()
    ]
    return _rates("各所", rows, total=work.rate.within(span, "合计"))


def _kept_by_rule(work: Work, span: Between) -> Chart:
    """The rules that were missed most often; those that were always kept are counted."""
    judged = by(work.judged, lambda each: each.rule)
    rows, kept = [], 0
    for rule in work.context.ledger.definitions.rules:
        line = OnTime(judged.get(rule.id, ())).within(span, cited_name(rule))
        whole, good = _whole(line.cells[0]), _whole(line.cells[1])
        kept += bool(whole) and whole == good
        rows += [line] if whole > good else []
    rows.sort(key=lambda line: (-_whole(line.cells[2]), of_percent(line.cells[3]) or 0, line.head))
    note = str(_WORDS["各条"]["注"]).format(kept=kept, shown=min(len(rows), WORST), all=len(rows))
    words = _WORDS["各条"]
    return chart(words["题"], words["列"], rows=rows[:WORST], drawing="bars", drawn=(2,), note=note)


def _rates(
    name: str,
    rows: list[ChartLine],
    *,
    drawing: Drawing = "bars",
    total: ChartLine | None = None,
) -> Chart:
    words = _WORDS[name]
    return chart(
        words["题"],
        words["列"],
        rows=rows,
        drawing=drawing,
        drawn=(3,),
        size=of_percent,
        most=100,
        total=total,
        note=words["注"],
    )


def _coming(work: Work) -> Chart:
    """What falls due in each of the coming weeks, Monday to Sunday."""
    monday = work.as_of - timedelta(work.as_of.weekday())
    rows = []
    for week in range(WEEKS):
        span = Between(
            max(work.as_of, monday + timedelta(7 * week)), monday + timedelta(7 * week + 7)
        )
        found = Counter(work.kind(case).name for case, o in work.coming if o.due in span)
        most = "、".join(f"{name} {n}" for name, n in found.most_common(3))
        last = span.end - timedelta(1)
        head = f"{day_and_month(span.start)}—{day_and_month(last)}"
        rows.append(ChartLine(head, (sum(found.values()), most or "—")))
    words = _WORDS["将到期"]
    return chart(words["题"], words["列"], rows=rows, drawing="bars", note=words["注"])


def _late(work: Work, late: list[Judged]) -> Chart:
    """How often each rule was broken in a report's span, the most often first."""
    names = {rule.id: cited_name(rule) for rule in work.context.ledger.definitions.rules}
    often = Counter(names[each.rule] for each in late)
    overdue = Counter(names[each.rule] for each in late if each.overdue)
    rows = [ChartLine(name, (n, overdue[name])) for name, n in often.most_common(8)]
    words = _WORDS["迟办"]
    return chart(words["题"], words["列"], rows=rows)


def _whole(cell: ChartCell) -> int:
    return cell if isinstance(cell, int) else 0


def _month_spans(as_of: date, months: int) -> Iterator[Between]:
    """The last months, the one that is not over yet last."""
    for ago in range(months - 1, -1, -1):
        start = _months_before(as_of, ago)
        yield Between(start, min(_months_before(as_of, ago - 1), as_of + timedelta(1)))


def _months_before(day: date, months: int) -> date:
    """The first of the month so many before the month of a day."""
    return back(day.replace(day=1), Duration(months, "月"))


def _month(day: date) -> str:
    return chinese_month(f"{day:%Y-%m}")
