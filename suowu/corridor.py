"""Corridor: the way from folders to a site in six stages; `build` is all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from suowu.cache import DERIVED, keep, private_files, recall
from suowu.check import check
from suowu.define import define
from suowu.derive import RecordResult, ResultCache, derive
from suowu.examples import example_problems
from suowu.failures import SITE_NOTE, RecordsFailed, system_error
from suowu.ledger import Book, Ledger
from suowu.load import digest, load, locator
from suowu.model import Problem, Raw
from suowu.parallel import Tell, county_kept, silent
from suowu.problems import in_order, to_text

if TYPE_CHECKING:
    from suowu.publish import Report, Target
    from suowu.publish.paper import Paper

_FEW = 20
"""So many records, or one in so many, may be left out because the program stumbled over them."""

DayOf: TypeAlias = Callable[[Book], date]
"""The day to work a county out at; it may refuse the county with an exception."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceTree:
    """The folders a build reads; `fonts` are the county's own, `cache` is what builds have kept."""

    records: Path
    content: Path
    templates: Path
    fonts: Path | None = None
    cache: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """How far a county came: without `ledger` its records were not judged, without `report`
    nothing was published. `problems` are those of all files, sorted; `taken_down` says what came
    off the standing site because it may not stand any more."""

    raw: Raw
    problems: tuple[Problem, ...]
    ledger: Ledger | None = None
    report: Report | None = None
    taken_down: tuple[Problem, ...] = ()


@dataclass(slots=True)
class _Seen:
    """How far a county came before something broke."""

    raw: Raw | None = None
    ledger: Ledger | None = None
    problems: tuple[Problem, ...] = ()


def build(
    tree: SourceTree,
    day_of: DayOf,
    *,
    target: Target | None = None,
    tell: Tell = silent,
    strict: bool = False,
    failed: Mapping[str, str] | None = None,
    seen: _Seen | None = None,
) -> Built:
    """The corridor: without a target it ends at the ledger, and so it does with a 错误 that forbids
    publishing; `strict` lets every 错误 do that.

    `failed` are records to leave out, by path. Raises RecordsFailed for more of them.
    """
    seen = seen or _Seen()
    with private_files(tree.cache), county_kept(), _results(tree.cache) as results:
        raw = seen.raw = load(
            records=tree.records,
            content=tree.content,
            templates=tree.templates,
            cache=tree.cache,
            tell=tell,
        )
        definitions = define(raw, cache=tree.cache)
        wrong = example_problems(definitions, cache=tree.cache)
        book = check(raw, definitions, more=wrong, failed=failed, cache=tree.cache, tell=tell)
        if not isinstance(book, Book):
            return Built(raw=raw, problems=book)
        ledger = derive(book, definitions, day_of(book), locate=locator(), cache=results, tell=tell)
        seen.ledger = ledger
    if target is None or not (ledger.faultless if strict else ledger.publishable):
        return Built(raw=raw, problems=ledger.problems, ledger=ledger)

    from suowu.publish import publish  # here: who only checks does not wait for it
    from suowu.render import render
    from suowu.render.lasting import lasting_names

    tell("排版", (0, 1))
    names = lasting_names(records=tree.records, content=tree.content, templates=tree.templates)
    with private_files(), blaming(ledger):
        paper, ledger = _with_paper(ledger, tree)
        documents = render(
            names.in_ledger(ledger),
            printed=paper.documents,
            locate=names.locator(locator()),
            origin=target.notes,
        )
        documents = names.in_documents(documents)
        target = replace(target, in_files=names.in_problems)
        target = replace(target, notes={**target.notes, **paper.notes}, inputs=raw.digest)
        target = replace(target, reread=lambda: _digest_now(tree))
        report = publish(documents, ledger, target=target, makers=paper.makers, tell=tell)
    return Built(raw=raw, problems=ledger.problems, ledger=ledger, report=report)


def build_without_failures(
    tree: SourceTree,
    day_of: DayOf,
    *,
    target: Target | None = None,
    tell: Tell = silent,
    strict: bool = False,
    failed: Mapping[str, str] | None = None,
    seen: _Seen | None = None,
) -> Built:
    """Build; a record that the program stumbles over is left out, and the rest worked out again."""
    seen, failed = seen or _Seen(), failed or {}
    while True:
        try:
            return build(
                tree, day_of, target=target, tell=tell, strict=strict, failed=failed, seen=seen
            )
        except RecordsFailed as found:
            failed = {**failed, **found.failed}
            if len(failed) > max(_FEW, len(seen.raw.records) // _FEW if seen.raw else 0):
                raise  # what goes wrong with so many is no record's


@contextmanager
def blaming(ledger: Ledger) -> Iterator[None]:
    """When rendering or printing breaks, find out over which records, and raise RecordsFailed;
    where it is none's fault it is raised as it is."""
    try:
        yield
    except Exception as error:
        from suowu.forms import failing_forms
        from suowu.render import failing_pages

        found = {} if system_error(error) else {**failing_pages(ledger), **failing_forms(ledger)}
        if found:
            raise RecordsFailed(found) from error
        raise


def renew(
    tree: SourceTree, day_of: DayOf, *, target: Target, tell: Tell, strict: bool = False
) -> Built:
    """Build; where nothing new may stand, what is over comes off the standing site all the same."""
    from suowu.publish.takedown import standing_notices, withdrawn

    seen, before = _Seen(), standing_notices(target)
    try:
        built = build_without_failures(
            tree, day_of, target=target, tell=tell, strict=strict, seen=seen
        )
    except Exception as error:
        refused = _unrendered(error, seen)
        if refused is None:
            for each in _cleared(target, seen):
                error.add_note(f"{SITE_NOTE}{to_text([each])}")
            raise
        built = refused
    if built.report is not None and not built.report.refused and built.ledger is not None:
        return replace(built, taken_down=withdrawn(target, before, ledger=built.ledger))
    found = _Seen(raw=built.raw, ledger=built.ledger, problems=built.problems)
    return replace(built, taken_down=_cleared(target, found))


def _unrendered(error: Exception, seen: _Seen) -> Built | None:
    """The county of a template that cannot be written out: that is a 错误 like any other."""
    from suowu.render.templates import NotRendered

    if not isinstance(error, NotRendered) or seen.raw is None or seen.ledger is None:
        return None
    problems = in_order([*seen.ledger.problems, error.problem])
    ledger = replace(seen.ledger, problems=problems)
    return Built(raw=seen.raw, problems=problems, ledger=ledger)


def _cleared(target: Target, seen: _Seen) -> tuple[Problem, ...]:
    from suowu.publish.takedown import Known, take_down

    day = seen.ledger.as_of if seen.ledger else target.day
    if day is None:
        return ()
    return take_down(target, Known(day, seen.raw, seen.ledger, seen.problems))


def _digest_now(tree: SourceTree) -> str:
    return digest(records=tree.records, content=tree.content, templates=tree.templates)


def _with_paper(ledger: Ledger, tree: SourceTree) -> tuple[Paper, Ledger]:
    """What is to be printed, and the ledger with what cannot be printed among its problems."""
    from suowu.publish.paper import paper

    made = paper(ledger, templates=tree.templates, county=tree.fonts)
    return made, replace(ledger, problems=in_order([*ledger.problems, *made.problems]))


@contextmanager
def _results(cache: Path | None) -> Iterator[ResultCache]:
    """What earlier builds derived of single records; what this one derived is kept at the end."""
    results = ResultCache(last=_last_results(cache))
    yield results
    changed = results.kept.keys() ^ results.last.keys() if results.kept else ()
    own: dict[str, dict[str, RecordResult]] = {key.partition(":")[0]: {} for key in changed}
    for key, result in results.kept.items():
        if (office := key.partition(":")[0]) in own:
            own[office][key] = result
    for office, found in sorted(own.items()):
        keep(DERIVED.file(office, root=cache), found)


def _last_results(cache: Path | None) -> dict[str, RecordResult]:
    kept = (recall(file) or {} for file in DERIVED.files(cache))
    return {key: result for office in kept for key, result in office.items()}
