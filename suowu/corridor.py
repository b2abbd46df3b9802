"""Corridor: the way from folders to a site in six stages; `build` is all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from suowu.cache import private_files
from suowu.check import check
from suowu.crew import Crew, Job
from suowu.define import define
from suowu.derive import derive
from suowu.examples import example_problems
from suowu.failures import SITE_NOTE, RecordsFailed, system_error
from suowu.ledger import Book, Ledger
from suowu.load import digest, load, locator, unread_folders
from suowu.model import Problem, Raw
from suowu.parallel import Tell, county_kept, silent
from suowu.problems import in_order, to_text
from suowu.stages import SourceTree, derived_by, job_of, kept_results
from suowu.yamlfile import Locate

if TYPE_CHECKING:
    from suowu.publish import Report, Target
    from suowu.publish.build import MadeElsewhere
    from suowu.publish.paper import Paper
    from suowu.render.lasting import LastingNames

_FEW = 20
"""So many records, or one in so many, may be left out because the program stumbled over them."""

DayOf: TypeAlias = Callable[[Book], date]
"""The day to work a county out at; it may refuse the county with an exception."""


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


class PaperCounty(NamedTuple):
    """A county with what is to be printed of it; what cannot be printed is among the ledger's
    problems. `names` are those that files know its folders by."""

    paper: Paper
    ledger: Ledger
    names: LastingNames

    @property
    def named(self) -> Ledger:
        """The ledger as files tell it."""
        return self.names.in_ledger(self.ledger)

    @property
    def locate(self) -> Locate:
        """Places in the county's files, by the names that files know them by."""
        return self.names.locator(locator())


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
    crew: Crew | None = None,
) -> Built:
    """The corridor: without a target it ends at the ledger, and so it does with a 错误 that forbids
    publishing; `strict` lets every 错误 do that.

    `failed` are records to leave out, by path; a `crew` does what is done office by office. Raises
    RecordsFailed for more of them, and Disagreed.
    """
    seen = seen or _Seen()
    job = job_of(tree, target, failed=failed or {}) if crew else None
    if crew and job:
        crew.read(job, unread_folders(tree.records, cache=tree.cache))
    with private_files(tree.cache), county_kept(), kept_results(tree.cache) as results:
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
        day = day_of(book)
        job = job and replace(job, inputs=raw.digest, day=day)
        ledger = derive(
            book,
            definitions,
            day,
            locate=locator(),
            cache=results,
            tell=tell,
            elsewhere=derived_by(crew, job),
        )
        seen.ledger = ledger
    if target is None or not (ledger.faultless if strict else ledger.publishable):
        return Built(raw=raw, problems=ledger.problems, ledger=ledger)

    from suowu.publish import publish  # here: who only checks does not wait for it
    from suowu.render import render

    tell("排版", (0, 1))
    with private_files(), blaming(ledger):
        county = with_paper(ledger, tree)
        ledger = county.ledger
        documents = render(
            county.named,
            printed=county.paper.documents,
            locate=county.locate,
            origin=target.notes,
        )
        documents = county.names.in_documents(documents)
        target = replace(target, in_files=county.names.in_problems)
        target = replace(target, notes={**target.notes, **county.paper.notes}, inputs=raw.digest)
        target = replace(target, reread=lambda: _digest_now(tree))
        report = publish(
            documents,
            ledger,
            target=target,
            makers=county.paper.makers,
            tell=tell,
            elsewhere=_made_by(crew, job),
        )
    return Built(raw=raw, problems=ledger.problems, ledger=ledger, report=report)


def _made_by(crew: Crew | None, job: Job | None) -> MadeElsewhere | None:
    if crew is None or job is None:
        return None
    return lambda paths, staged: crew.make(job, paths, staged=staged)


def build_without_failures(
    tree: SourceTree,
    day_of: DayOf,
    *,
    target: Target | None = None,
    tell: Tell = silent,
    strict: bool = False,
    failed: Mapping[str, str] | None = None,
    seen: _Seen | None = None,
    crew: Crew | None = None,
) -> Built:
    """Build; a record that the program stumbles over is left out, and the rest worked out again."""
    seen, failed = seen or _Seen(), failed or {}
    while True:
        try:
            return build(
                tree,
                day_of,
                target=target,
                tell=tell,
                strict=strict,
                failed=failed,
                seen=seen,
                crew=crew,
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
    tree: SourceTree,
    day_of: DayOf,
    *,
    target: Target,
    tell: Tell,
    strict: bool = False,
    crew: Crew | None = None,
) -> Built:
    """Build; where nothing new may stand, what is over comes off the standing site all the same."""
    from suowu.publish.takedown import standing_notices, withdrawn

    seen, before = _Seen(), standing_notices(target)
    try:
        built = build_without_failures(
            tree, day_of, target=target, tell=tell, strict=strict, seen=seen, crew=crew
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
    return digest(
        records=tree.records, content=tree.content, templates=tree.templates, cache=tree.cache
    )


def with_paper(ledger: Ledger, tree: SourceTree) -> PaperCounty:
    """What is to be printed of a county."""
    from suowu.publish.paper import paper
    from suowu.render.lasting import lasting_names

    made = paper(ledger, templates=tree.templates, county=tree.fonts, cache=tree.cache)
    ledger = replace(ledger, problems=in_order([*ledger.problems, *made.problems]))
    names = lasting_names(records=tree.records, content=tree.content, templates=tree.templates)
    return PaperCounty(made, ledger, names)
