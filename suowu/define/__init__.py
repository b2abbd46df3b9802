"""Define: Raw → Definitions. Every file of content/ and templates/ read, linked, and checked.

It never looks at a record: what is wrong here is wrong for every county.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Final

from suowu.cache import DEFINED, keep, recall
from suowu.calendars import Calendar, calendar_of
from suowu.define.clauses import Headings, headings_of, list_faults
from suowu.define.forms import OWN_FORMS, forms_of, view_of_notices
from suowu.define.kinds import Folder, folders_of, kinds_of
from suowu.define.rules import parameters_of, rules_of, story_problems
from suowu.define.templates import front_matter, parameter_faults, pulling_faults
from suowu.define.views import Names
from suowu.define.workflows import is_workflow, unknown_workflows, workflows_of
from suowu.definitions import Definitions, Page
from suowu.digest import digest_of
from suowu.grammar.documents import (
    CALENDAR,
    CLAUSES,
    PAGE_HEAD,
    SEARCH_WORDS,
    SIGNED,
    CalendarYear,
    ClauseEntry,
    Signed,
)
from suowu.grammar.kinds import PLANNED
from suowu.grammar.leaves import Parameter
from suowu.grammar.reading import fault_problems, read_file, read_parsed
from suowu.grammar.shapes import Fault
from suowu.model import Problem, Raw, TextFile
from suowu.problems import choice_hint, in_order, problem

__all__ = ["define"]

PLANNED_FILE: Final = "shared/planned.yml"
SIGNED_FILE: Final = "leak-gate.yml"
CLAUSES_FILE: Final = "handbook-clauses.yml"
SEARCH_FILE: Final = "search.yml"
HANDBOOK_FOLDER: Final = "handbook/"
PUBLIC_FOLDER: Final = "public/"
_SECTION = re.compile(r"\{#([\w-]+)")
_CALENDAR = re.compile(r"calendars/(.+)\.yml").fullmatch
_YEAR = re.compile(r"[0-9]{4}").fullmatch
_TEXTS = (".j2", ".typ", ".css", ".js", ".svg", ".html", ".json", ".txt", ".xml")


def define(raw: Raw, *, cache: Path | None = None) -> Definitions:
    """What the law and the shapes say, compiled once; kept in `cache` by its files and paths."""
    paths = [file.path for texts in (raw.shapes, raw.words) for file in texts.values()]
    file = DEFINED.file(digest_of(raw.definitions_digest, paths), root=cache)
    known: Definitions | None = recall(file)
    if known is None:
        known = _defined(raw)
        keep(file, known)
    return known


def _defined(raw: Raw) -> Definitions:
    folders, unread, folder_problems = folders_of(raw.shapes)
    planned, planned_problems = _planned(raw.shapes, built={*folders, *unread})
    pages, page_problems = _pages(raw.words)
    parameters, parameter_problems = parameters_of(raw.words)
    names = replace(
        _names(folders, parameters, planned=planned),
        clauses={} if page_problems else _clauses(pages),
        unread=unread,
        parameters_unread=bool(parameter_problems),
    )
    kinds, kind_problems = kinds_of(folders, raw.shapes, names=names)
    rules, rule_problems = rules_of(raw.words, names, kinds=kinds)
    calendar, calendar_problems = _calendar(raw.words)
    signed, signed_problems = _signed(raw.words)
    listed, list_problems = _listed(raw.words, {*kinds, *planned, *unread})
    search_words, search_problems = _search_words(raw.words, pages)
    workflows, workflow_problems = workflows_of(raw.words)
    own_forms = [file for file in raw.shapes.values() if _own_form(file)]
    notice_forms, form_problems = forms_of(own_forms, view_of_notices(names))
    return Definitions(
        digest=raw.definitions_digest,
        kinds=kinds,
        rules=rules,
        parameters=parameters,
        calendar=calendar,
        pages=pages,
        templates=_templates(raw.shapes),
        notice_forms=notice_forms,
        planned=planned,
        unread=unread,
        search_words=search_words,
        signed=signed,
        clauses=listed,
        workflows=workflows,
        signed_file=raw.words[SIGNED_FILE].path if SIGNED_FILE in raw.words else "",
        problems=in_order(
            (
                *planned_problems,
                *folder_problems,
                *parameter_problems,
                *kind_problems,
                *rule_problems,
                *(() if rule_problems else story_problems(raw.shapes, rules)),
                *page_problems,
                *_misnamed(raw, names),
                *(p for f in raw.shapes.values() if _is_page(f.rel) for p in pulling_faults(f)),
                *calendar_problems,
                *signed_problems,
                *list_problems,
                *search_problems,
                *workflow_problems,
                *unknown_workflows(raw.words),
                *form_problems,
            )
        ),
    )


def _names(
    folders: Mapping[str, Folder],
    parameters: Mapping[str, Parameter],
    *,
    planned: Mapping[str, str],
) -> Names:
    by_scope = {folder.read.scope: folder.fields for folder in folders.values()}
    return Names(
        kinds={name: folder.fields for name, folder in folders.items()},
        office=by_scope.get("所", {}),
        county=by_scope.get("县", {}),
        parameters=parameters,
        planned=planned,
    )


def _planned(
    shapes: Mapping[str, TextFile], *, built: Container[str]
) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """The kinds that are not built yet, by id; one that is built has no place there."""
    if PLANNED_FILE not in shapes:
        return {}, ()
    file = shapes[PLANNED_FILE]
    found, problems = read_file(file, PLANNED)
    faults = [
        Fault((name,), "这个类别已经建立，须从这里删去", name)
        for name in found or {}
        if name in built
    ]
    return found or {}, (*problems, *fault_problems(file, faults))


def _pages(words: Mapping[str, TextFile]) -> tuple[tuple[Page, ...], list[Problem]]:
    """Every Markdown page but the README files, by path relative to content/."""
    pages, problems = list[Page](), list[Problem]()
    for rel, file in sorted(words.items()):
        if not rel.endswith(".md") or rel.endswith("README.md"):
            continue
        parsed, body, head_file = front_matter(file)
        head, wrong = read_parsed(head_file, parsed, shape=PAGE_HEAD)
        problems.extend(wrong)
        if head is not None:
            page = Page(rel=rel, path=file.path, digest=file.digest, head=head, body=body)
            pages.append(page)
    return tuple(pages), problems


def _clauses(pages: tuple[Page, ...]) -> Headings:
    return headings_of(page for page in pages if page.rel.startswith(HANDBOOK_FOLDER))


def _misnamed(raw: Raw, names: Names) -> Iterator[Problem]:
    """Pages and templates that ask for a parameter which nobody has set."""
    if names.parameters_unread:
        return
    for file in (*raw.words.values(), *raw.shapes.values()):
        if (file.rel.endswith((".md", ".j2")) or is_workflow(file.rel)) and not file.rel.endswith(
            "README.md"
        ):
            yield from parameter_faults(file, names.parameters)


def _calendar(words: Mapping[str, TextFile]) -> tuple[Calendar, list[Problem]]:
    """content/calendars/<year>.yml wins over the library's year."""
    years: dict[int, CalendarYear] = {}
    problems: list[Problem] = []
    for rel, file in sorted(words.items()):
        if not (found := _CALENDAR(rel)):
            continue
        read_, wrong = read_file(file, CALENDAR)
        problems.extend(wrong)
        if not _YEAR(found[1]) or (read_ is not None and read_.year != int(found[1])):
            hint = "文件名为 <年份>.yml，“年份”与文件名相同"
            problems.append(problem("须为一年的日历", path=file.path, hint=hint))
        elif read_ is not None:
            years[read_.year] = read_
    return calendar_of(years), problems


def _signed(words: Mapping[str, TextFile]) -> tuple[Signed, tuple[Problem, ...]]:
    """What the leak gate lets pass; without the file, nothing."""
    if SIGNED_FILE not in words:
        return Signed(), ()
    found, problems = read_file(words[SIGNED_FILE], SIGNED)
    return found or Signed(), problems


def _listed(
    words: Mapping[str, TextFile], kinds: Container[str]
) -> tuple[Mapping[str, ClauseEntry], tuple[Problem, ...]]:
    """The numbered clauses of the handbook; without the file, none."""
    if CLAUSES_FILE not in words:
        return {}, ()
    file = words[CLAUSES_FILE]
    found, problems = read_file(file, CLAUSES)
    faults = list_faults(found or {}, kinds=kinds, pages=words)
    return found or {}, (*problems, *fault_problems(file, faults))


def _search_words(
    words: Mapping[str, TextFile], pages: Iterable[Page]
) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """What readers call it, by page and section: guide.md#mediation → 离婚 邻居吵架."""
    if SEARCH_FILE not in words:
        return {}, ()
    file = words[SEARCH_FILE]
    found, problems = read_file(file, SEARCH_WORDS)
    known: dict[str, frozenset[str]] = {
        page.rel.removeprefix(PUBLIC_FOLDER): frozenset(_SECTION.findall(page.body))
        for page in pages
        if page.rel.startswith(PUBLIC_FOLDER)
    }
    called: dict[str, list[str]] = {}
    faults = list[Fault]()
    for word, places in found.places.items() if found else ():
        for place in places:
            page, _, section = place.partition("#")
            if page not in known or (section and section not in known[page]):
                wrong, among = (section, known[page]) if page in known else (page, known)
                near = choice_hint(wrong, among)
                faults.append(Fault(("去处", word), "没有这个页面或者小节", place, near))
            called.setdefault(place, []).append(word)
    return {p: " ".join(w) for p, w in called.items()}, (*problems, *fault_problems(file, faults))


def _templates(shapes: Mapping[str, TextFile]) -> dict[str, str]:
    """Text templates by path relative to templates/; a notice's without its head."""
    return {
        rel: front_matter(file)[1] if "/notices/" in rel else file.text
        for rel, file in sorted(shapes.items())
        if (rel.endswith(_TEXTS) or rel.startswith("print/")) and "/examples/" not in rel
    }


def _is_page(rel: str) -> bool:
    return rel.endswith((".html.j2", ".xml.j2")) and "/examples/" not in rel


def _own_form(file: TextFile) -> bool:
    return file.rel.startswith(OWN_FORMS) and PurePosixPath(file.rel).suffix == ".yml"
