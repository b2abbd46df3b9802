"""Derive: Book + Definitions + `as_of` → Ledger: deadlines, findings, notices, public views."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from suowu.county import county_of
from suowu.definitions import Definitions, Kind
from suowu.derive.disclosed import disclosed_of
from suowu.derive.doubts import doubts_of
from suowu.derive.findings import absent, problems_of, registers_of
from suowu.derive.left_out import (
    Unjudged,
    blamed,
    drafts_of,
    kept_registers,
    raise_failed,
    said_of,
    secrets_left_out,
    unjudged,
)
from suowu.derive.notices import barred_by, next_change_of, withhold
from suowu.derive.results import Elsewhere, RecordResult, ResultCache, results_of
from suowu.derive.shown import clashes, kept_from, lapsing, namesakes, places_of, shown_by
from suowu.derive.statistics import statistics_of
from suowu.derive.views import RecordView, record_view
from suowu.derive.web import Crowd, crowd_of, placed
from suowu.digest import digest_of
from suowu.ledger import Book, Case, Ledger
from suowu.model import EMPTY, Data, Outcome, Record, Where
from suowu.parallel import Tell, silent
from suowu.privacy import public_view
from suowu.privacy.exemptions import current
from suowu.problems import in_order
from suowu.rules import RuleSet, judge, reaches_out, rule_set
from suowu.rules.scopes import Sibling, World
from suowu.watched import DaySpan
from suowu.yamlfile import Locate, Position, nowhere

__all__ = ["RecordResult", "ResultCache", "derive", "derive_office", "record_views"]


def derive(
    book: Book,
    definitions: Definitions,
    as_of: date,
    *,
    locate: Locate = nowhere,
    cache: ResultCache | None = None,
    tell: Tell = silent,
    elsewhere: Elsewhere | None = None,
) -> Ledger:
    """Work the whole county out at `as_of`.

    `locate` gives (line, column) of a place in a file for the problems; `cache` keeps what follows
    from one record alone, by content. Raises RecordsFailed.
    """
    rules, cache = rule_set(definitions.rules), cache or ResultCache()
    views = record_views(book, definitions, as_of=as_of)
    results = results_of(
        book,
        definitions,
        rules=rules,
        views=views,
        cache=cache,
        locate=locate,
        tell=tell,
        elsewhere=elsewhere,
    )
    skipped = unjudged(book)
    cases = _cases(book, definitions, rules=rules, views=views, results=results, skipped=skipped)
    known = {record.path: results[record.key].positions for record in book.records}
    find = _known_first(known, locate)
    by_id = {rule.id: rule for rule in definitions.rules}
    found = problems_of(cases.values(), by_id, locate=find)
    own_doubts = {key: result.of_any_day.doubts for key, result in results.items()}
    doubts = doubts_of(cases.values(), definitions.kinds, own=own_doubts, as_of=as_of, locate=find)

    def public(record: Record) -> Data:
        kind = definitions.kinds[record.kind]
        return public_view(kind, record.data, scope=views[record.key].scope)

    offices = {key: public(office) for key, office in book.offices.items()}
    county = public(book.county)
    shown = shown_by([county, offices], cases.values())
    own = [(book.county, county), *((book.offices[key], view) for key, view in offices.items())]
    places, signed = places_of(own, definitions), current(definitions.signed, as_of)
    own_secrets = {key: result.of_any_day.secrets for key, result in results.items()}
    secrets = kept_from({**own_secrets, **secrets_left_out(book, definitions)}, places)
    leaks = (
        *clashes(secrets, places, signed=signed),
        *namesakes(definitions.pages, secrets, signed=signed),
        *lapsing(definitions.signed, definitions.signed_file, on=as_of, locate=locate),
    )
    return Ledger(
        book=book,
        definitions=definitions,
        as_of=as_of,
        cases=cases,
        problems=in_order(
            [
                *book.problems,
                *found,
                *doubts,
                *leaks,
                *said_of(book, definitions, unjudged=skipped),
                *drafts_of(book, as_of),
            ]
        ),
        public_county=county,
        public_offices=offices,
        statistics=statistics_of(book, definitions, cases=cases),
        disclosed=disclosed_of(definitions, cases=cases.values(), as_of=as_of),
        next_change=next_change_of(cases.values(), as_of),
        secrets=secrets,
        public_values=shown,
    )


def derive_office(
    book: Book,
    definitions: Definitions,
    *,
    as_of: date,
    office: str,
    locate: Locate,
    cache: ResultCache,
) -> None:
    """Into the cache: what follows from each record of one office alone. Raises RecordsFailed."""
    views, rules = record_views(book, definitions, as_of=as_of), rule_set(definitions.rules)
    results_of(book, definitions, rules=rules, views=views, cache=cache, locate=locate, only=office)


def record_views(book: Book, definitions: Definitions, *, as_of: date) -> dict[str, RecordView]:
    """Every record as rules and forms see it, by key; each reaches its siblings through them."""
    words = frozenset(page.head.subject for page in definitions.pages if page.head.subject)
    offices = tuple(office.data for office in book.offices.values())
    county_read = county_of(book.county.data)
    views: dict[str, RecordView] = {}
    failed: dict[str, str] = {}
    reach = _reach(book, views)
    for record in _in_order_of_counting(book, definitions):
        office = book.offices.get(record.office)
        world = World(
            as_of=as_of,
            calendar=definitions.calendar,
            office=office.data if office else EMPTY,
            county=book.county.data,
            words=words,
            siblings=reach(record.office if office else None),
            offices=offices,
            parameters=definitions.parameters,
            county_read=county_read,
        )
        kind = definitions.kinds[record.kind]
        with blamed(record, kind, failed=failed):
            views[record.key] = record_view(kind, record.data, world=world, year=_year(record))
    raise_failed(failed)
    return {record.key: views[record.key] for record in book.records}


def _in_order_of_counting(book: Book, definitions: Definitions) -> list[Record]:
    """Cases and registers before offices, and those before the county: they count the former.

    What counts records of its own sort comes once more, when all of them have been seen.
    """
    order = {"案": 0, "簿": 1, "所": 2, "县": 3}
    found = sorted(book.records, key=lambda record: order[definitions.kinds[record.kind].scope])
    counting = {kind.id for kind in definitions.kinds.values() if reaches_out(kind.file.derived)}
    return [*found, *(record for record in found if record.kind in counting)]


def _reach(
    book: Book, views: Mapping[str, RecordView]
) -> Callable[[str | None], Callable[[str], Sequence[Sibling]]]:
    groups: dict[tuple[str | None, str], list[Record]] = {}
    for record in book.records:
        groups.setdefault((record.office, record.kind), []).append(record)
        groups.setdefault((None, record.kind), []).append(record)

    def within(office: str | None) -> Callable[[str], Sequence[Sibling]]:
        def siblings(kind: str) -> Sequence[Sibling]:
            return [
                Sibling(
                    kind=kind, office=r.office, data=views[r.key].data, active=views[r.key].active
                )
                for r in groups.get((office, kind), ())
                if r.key in views
            ]

        return siblings

    return within


def _known_first(known: Mapping[str, Mapping[Where, Position]], find: Locate) -> Locate:
    def locate(path: str, where: Where) -> Position:
        return known[path].get(where) or find(path, where)

    return locate


def _cases(
    book: Book,
    definitions: Definitions,
    *,
    rules: RuleSet,
    views: Mapping[str, RecordView],
    results: Mapping[str, RecordResult],
    skipped: Unjudged,
) -> dict[str, Case]:
    kept = kept_registers(book, registers_of(book, definitions))
    crowd = crowd_of(book, definitions, views=views)
    cases: dict[str, Case] = {}
    failed: dict[str, str] = {}
    for record in book.records:
        view, kind = views[record.key], definitions.kinds[record.kind]
        with blamed(record, kind, failed=failed):
            across = rules.cross_record.get(record.kind, ())
            judged = skipped.leaves(across, record=record, reach=rules)
            wider = [outcome for rule in judged for outcome in judge(rule, view.scope)]
            if book.offices.get(record.office) is record:
                ids = kept.get(record.office, frozenset())
                wider += absent(definitions, rules, ids=ids, view=view)
            result = results[record.key]
            cases[record.key] = _case(
                record, kind, view=view, result=result, crowd=crowd, wider=wider
            )
    raise_failed(failed)
    return cases


def _case(
    record: Record,
    kind: Kind,
    *,
    view: RecordView,
    result: RecordResult,
    crowd: Crowd,
    wider: Sequence[Outcome],
) -> Case:
    """The case with what follows from its record alone, and the `wider` outcomes of rules that look
    at other records too."""
    barred, today = barred_by(wider), view.scope.world.as_of
    return Case(
        record=record,
        scope=view.scope,
        active=view.active,
        minor=view.minor,
        title=result.title,
        person=result.person,
        derived=view.derived,
        outcomes=(*result.outcomes, *wider),
        notices=tuple(
            placed(
                withhold(notice, barred), record=record, kind=kind, scope=view.scope, crowd=crowd
            )
            for notice in result.notices
        ),
        forms=result.forms,
        events=result.events,
        common=result.of_any_day.common,
        made_of=digest_of(result.made_of, wider),
        days=DaySpan(today, today) if wider else result.days,
    )


def _year(record: Record) -> int | None:
    head = record.id.partition("/")[0]
    return int(head) if "/" in record.id and head.isdigit() else None
