"""Staffing: what the law sets against a number of cases, what registers sum up by person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from suowu.data import data_table
from suowu.grammar.kinds import Summing
from suowu.grammar.rules import Rule
from suowu.ledger import Case
from suowu.problems import cited
from suowu.render.context import SiteContext
from suowu.render.figures import Chart, ChartCell, ChartLine, chart, percent
from suowu.rules.counts import Ratio, ratio_of, sets_ratio
from suowu.rules.scopes import hits, items

CasesOfKind: TypeAlias = Mapping[str, Sequence[Case]]
"""The cases of each kind."""

_WORDS: Final = data_table("trends")


def cited_name(rule: Rule) -> str:
    """A rule's name with its article, as figures call it."""
    return f"{rule.name}（{cited(rule.clause, rule.basis)}）"


def ratios(context: SiteContext, of_kind: CasesOfKind) -> list[Chart]:
    """A figure a rule that sets a ratio (1:15, 85%), an office or the county a line."""
    found = []
    for rule in filter(sets_ratio, context.ledger.definitions.rules):
        judged = [
            (context.office_name(case.record.office), ratio)
            for kind in (rule.kind, *rule.also)
            for case in of_kind.get(kind, ())
            if (ratio := ratio_of(rule, case.scope))
        ]
        if judged:
            rows = [
                ChartLine(name, (each.have, each.of, _said(each), "是" if each.kept else "否"))
                for name, each in judged
            ]
            least = judged[0][1]
            wanted = f"{least.upper}%" if least.lower == 100 else f"{least.upper}:{least.lower}"
            note = f"应不低于 {wanted}"
            columns = _WORDS["比例"]["列"]
            found.append(chart(cited_name(rule), columns, rows=rows, note=note))
    return found


def reaching(found: Iterable[Chart]) -> Chart:
    """The ratios in one table: a rule a line, how many reach it and who does not."""
    rows = []
    for each in found:
        short = [line.head for line in each.rows if line.cells[-1] == "否"]
        least = each.note.removeprefix("应")
        rows.append(
            ChartLine(each.title, (least, len(each.rows) - len(short), "、".join(short) or "—"))
        )
    words = _WORDS["达到"]
    return chart(words["题"], words["列"], rows=rows)


def _said(ratio: Ratio) -> str:
    if ratio.upper > 1:
        return percent(ratio.have, ratio.of)
    return f"1:{_short(ratio.of / ratio.have)}" if ratio.have else "—"


def training(context: SiteContext, of_kind: CasesOfKind) -> list[Chart]:
    """What registers sum up by person (汇总) in this year: least, most and mean of each office."""
    year, words = context.ledger.as_of.year, _WORDS["培训"]
    figures = []
    for kind in context.ledger.definitions.kinds.values():
        summing = kind.file.register.summing if kind.file.register else None
        books = [case for case in of_kind.get(kind.id, ()) if case.scope.year == year]
        for n, total in enumerate(summing.totals if summing else ()):
            rows = [
                row
                for office in context.offices
                if summing and (row := _sums(context, office, books=books, summing=summing, n=n))
            ]
            title = str(words["题"]).format(kind=kind.name, what=total.text, year=year)
            figures.append(
                chart(title, words["列"], rows=rows, drawing="bars", drawn=(3,), size=_size)
            )
    return figures


def _sums(
    context: SiteContext, office: str, *, books: Sequence[Case], summing: Summing, n: int
) -> ChartLine | None:
    """Of everybody on the office's staff, whoever was never there too."""
    people = {member.name: 0.0 for member in context.offices[office].staff}
    if not people:
        return None
    for who, number in _by_person(books, office=office, summing=summing, n=n):
        if who in people:
            people[who] += number
    told = sorted(people.values())
    mean = sum(told) / len(told)
    return ChartLine(
        context.offices[office].name,
        (len(told), _short(told[0]), _short(told[-1]), _short(mean)),
    )


def _by_person(
    books: Sequence[Case], *, office: str, summing: Summing, n: int
) -> Iterator[tuple[str, float]]:
    own = (book for book in books if book.record.office == office)
    for item in (item for book in own for item in items(summing.each, book.scope)):
        number = sum(found for found, _ in hits(summing.totals[n], item))
        yield from ((str(who), number) for who, _ in hits(summing.by, item))


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def _size(cell: ChartCell) -> float | None:
    return float(cell) if isinstance(cell, str) else None
