"""Tasks: what a worker does for a build. It reads the same folders, so that nothing is sent to it
but a job and names, and what it makes has the bytes that the build's own process would make."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from suowu.cache import DERIVED, code_digest, keep, private_files, recall
from suowu.check import check
from suowu.corridor import with_paper
from suowu.crew import Disagreed, Job
from suowu.define import define
from suowu.definitions import Definitions
from suowu.derive import ResultCache, derive, derive_office
from suowu.examples import example_problems
from suowu.failures import RecordsFailed
from suowu.ledger import Book
from suowu.load import load, locator, parse_folder
from suowu.parallel import county_kept, in_one_process
from suowu.publish.joined import WriteDocuments, documents_writer
from suowu.render import render
from suowu.stages import SourceTree, last_results

_AT_ONCE = Lock()


class CheckedCounty(NamedTuple):
    """A county as far as its records are checked."""

    book: Book
    definitions: Definitions


def read_office(job: Job, folder: str) -> int:
    """Parse the records of one office into the cache; how many."""
    with _working(job):
        return parse_folder(job.records, folder, templates=job.templates, cache=job.cache)


def work_out_office(job: Job, office: str) -> None:
    """Work out the records of one office into the cache. Those that the program stumbles over are
    left to the build's own process, which says so."""
    with _working(job):
        county, file = _county(job), DERIVED.file(office, root=job.cache)
        cache = ResultCache(last=recall(file) or {})
        assert job.day is not None  # a build says it before anything is worked out
        with suppress(RecordsFailed):
            derive_office(
                county.book,
                county.definitions,
                as_of=job.day,
                office=office,
                locate=locator(),
                cache=cache,
            )
        keep(file, cache.kept)


def write_documents(job: Job, asked: tuple[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    """Write these documents into a folder; their manifest lines by path."""
    staged, paths = asked
    with _working(job):
        return _writer(job)(Path(staged), paths)


@contextmanager
def _working(job: Job) -> Iterator[None]:
    """One task at a time, in this process alone, by the program that the build is."""
    if job.program != code_digest():
        raise Disagreed("工作进程的程序、Python 或者依赖与这里的不是同一个版本")
    with _AT_ONCE, in_one_process(), private_files():
        yield


@lru_cache(maxsize=1)
def _county(job: Job) -> CheckedCounty:
    """The county that tasks of one job share; the next job's takes its place."""
    with county_kept():  # once: each time it is entered, what was kept before is looked through
        return _read_county(job)


def _read_county(job: Job) -> CheckedCounty:
    raw = load(records=job.records, content=job.content, templates=job.templates, cache=job.cache)
    if raw.digest != job.inputs:
        raise Disagreed("工作进程读到的记录与这里的不同：共享目录不是同一个，或者生成期间有改动")
    definitions = define(raw, cache=job.cache)
    wrong = example_problems(definitions, cache=job.cache)
    book = check(raw, definitions, more=wrong, failed=dict(job.failed), cache=job.cache)
    assert isinstance(book, Book)  # the build would not have asked
    return CheckedCounty(book, definitions)


@lru_cache(maxsize=1)
def _writer(job: Job) -> WriteDocuments:
    """What writes the documents of a job's county."""
    county = _county(job)
    assert job.day is not None  # as above
    cache = ResultCache(last=last_results(job.cache))
    ledger = derive(county.book, county.definitions, job.day, locate=locator(), cache=cache)
    tree = SourceTree(
        records=job.records,
        content=job.content,
        templates=job.templates,
        fonts=job.fonts,
        cache=job.cache,
    )
    printable = with_paper(ledger, tree)
    documents = render(
        printable.named,
        printed=printable.paper.documents,
        locate=printable.locate,
        origin=json.loads(job.origin),
    )
    return documents_writer(
        printable.names.in_documents(documents),
        printable.ledger,
        makers=printable.paper.makers,
        project=job.project,
        cache=job.cache,
    )
