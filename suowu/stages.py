"""Stages: what a build reads and writes, and the pieces of it that a crew's processes do too."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from suowu.cache import DERIVED, code_digest, keep, recall
from suowu.crew import Crew, Job
from suowu.derive import RecordResult, ResultCache
from suowu.derive.results import Elsewhere

if TYPE_CHECKING:
    from suowu.publish import Target


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceTree:
    """The folders a build reads; `fonts` are the county's own, `cache` is what builds have kept."""

    records: Path
    content: Path
    templates: Path
    fonts: Path | None = None
    cache: Path | None = None


def job_of(tree: SourceTree, target: Target | None, *, failed: Mapping[str, str]) -> Job | None:
    """None without a cache: what one process works out the others would never see."""
    if tree.cache is None or target is None:
        return None
    folders = (tree.records, tree.content, tree.templates, tree.cache, target.project)
    records, content, templates, cache, project = (folder.resolve() for folder in folders)
    return Job(
        records=records,
        content=content,
        templates=templates,
        fonts=tree.fonts.resolve() if tree.fonts else None,
        cache=cache,
        project=project,
        program=code_digest(),
        origin=json.dumps(target.notes, ensure_ascii=False),
        failed=tuple(sorted(failed.items())),
    )


def derived_by(crew: Crew | None, job: Job | None) -> Elsewhere | None:
    """How a crew works records out: into the cache, where they are then read."""
    if crew is None or job is None:
        return None

    def elsewhere(offices: Sequence[str]) -> Mapping[str, RecordResult]:
        crew.derive(job, offices)
        return last_results(job.cache)

    return elsewhere


@contextmanager
def kept_results(cache: Path | None) -> Iterator[ResultCache]:
    """What earlier builds derived of single records; what this one derived is kept at the end."""
    results = ResultCache(last=last_results(cache))
    yield results
    last, kept = results.last, results.kept
    changed = {key for key in last.keys() | kept.keys() if last.get(key) is not kept.get(key)}
    own: dict[str, dict[str, RecordResult]] = {key.partition(":")[0]: {} for key in changed if kept}
    for key, result in kept.items():
        if (office := key.partition(":")[0]) in own:
            own[office][key] = result
    for office, found in sorted(own.items()):
        keep(DERIVED.file(office, root=cache), found)


def last_results(cache: Path | None) -> dict[str, RecordResult]:
    """What earlier builds derived of single records, by content."""
    kept = (recall(file) or {} for file in DERIVED.files(cache))
    return {key: result for office in kept for key, result in office.items()}
