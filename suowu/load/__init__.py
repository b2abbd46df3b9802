"""Raw: what folders hold. The only reader of records, content and templates; it does not judge."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path

from suowu.addresses import KEY_FILE
from suowu.digest import digest_of
from suowu.load.files import Tree, TreeFile, parsed_file, text_of, tree_of
from suowu.load.layout import (
    COUNTY,
    RecordLocation,
    is_data_file,
    is_supported,
    location_of,
    stray_of,
)  # fmt: skip
from suowu.model import Problem, Raw, Source, TextFile, Where
from suowu.parallel import Tell, silent
from suowu.problems import field_of, problem
from suowu.yamlfile import Locate, Position, SyntaxIssue, nearest_position, positions

__all__ = [
    "RecordLocation",
    "digest",
    "load",
    "location_of",
    "locator",
    "parse_folder",
    "text_of",
    "unread_folders",
]


def load(
    *,
    records: Path,
    content: Path,
    templates: Path,
    cache: Path | None = None,
    tell: Tell = silent,
) -> Raw:
    """Everything a build reads. What cannot be read is a problem in the answer, never an exception.

    `cache` is a folder for parsed records, keyed by their bytes; deleting it only costs time.
    """
    shapes = tree_of(templates, wanted=_nothing, cache=None)
    words = tree_of(content, wanted=_nothing, cache=None)
    kinds = _kinds_in(shapes)
    facts = tree_of(
        records,
        wanted=partial(is_supported, kinds=kinds),
        cache=cache,
        tell=tell,
        held=lambda rel: not rel.endswith(".yml"),
    )
    found, data_files, record_problems = records_of(facts, kinds)
    return Raw(
        root=str(records),
        digest=_digest((shapes, words, facts)),
        definitions_digest=_digest((shapes, words)),
        records=found,
        shapes=_texts(shapes),
        words=_texts(words),
        data_files=data_files,
        problems=(*_unread(shapes), *_unread(words), *record_problems),
        address_key=_address_key(facts),
    )


def parse_folder(records: Path, folder: str, *, templates: Path, cache: Path) -> int:
    """Parse the records of one office into the cache, for whoever loads them next; how many."""
    kinds = _kinds_in(tree_of(templates, wanted=_nothing, cache=None))
    wanted = partial(is_supported, kinds=kinds)
    return len(tree_of(records, wanted=wanted, cache=cache, only=folder).parsed)


def unread_folders(records: Path, *, cache: Path | None) -> list[str]:
    """The offices of which nothing has been parsed into the cache yet."""
    names = sorted(each.name for each in records.iterdir() if each.is_dir())
    places = {name: parsed_file(records, name, cache=cache) for name in names}
    return [name for name, place in places.items() if place and not place.exists()]


def _kinds_in(shapes: Tree) -> frozenset[str]:
    names = (file.rel.split("/")[1] for file in shapes.files if file.rel.endswith("/kind.yml"))
    return frozenset(names)


def digest(*, records: Path, content: Path, templates: Path, cache: Path | None = None) -> str:
    """What Raw.digest would be, without parsing anything; nor reading what `cache` knows."""
    return _digest(
        tree_of(root, wanted=_nothing, held=_nothing, cache=cache)
        for root in (templates, content, records)
    )


def _nothing(rel: str) -> bool:
    return False


def locator() -> Locate:
    """(path, where) → the position of a field, or of the nearest thing around it if it is absent.

    Keeps the last few files: problems come file by file, beside them the files of the law.
    """
    positions_in = lru_cache(maxsize=64)(_positions)

    def locate(path: str, where: Where) -> Position:
        return nearest_position(positions_in(path), where)

    return locate


def _positions(path: str) -> dict[Where, Position]:
    return positions(text_of(path))


def _address_key(tree: Tree) -> str | None:
    found = (file for file in tree.files if file.rel == KEY_FILE and file.is_read)
    return next((file.blob.decode("utf-8", "replace") for file in found), None)


def _texts(tree: Tree) -> dict[str, TextFile]:
    return {
        file.rel: TextFile(
            rel=file.rel,
            path=file.path,
            digest=file.digest,
            text=file.blob.decode("utf-8", "replace").removeprefix("\ufeff"),
        )
        for file in tree.files
        if file.is_read
    }


def _unread(tree: Tree) -> Iterable[Problem]:
    return (unreadable(file) for file in tree.files if file.error or file.most)


def _digest(trees: Iterable[Tree]) -> str:
    return digest_of(*([[file.rel, file.digest] for file in tree.files] for tree in trees))


def records_of(
    tree: Tree, kinds: Container[str]
) -> tuple[tuple[Source, ...], dict[str, str], tuple[Problem, ...]]:
    """Every record file (data None if it is broken or of no known kind), data files, problems."""
    problems = [] if tree.root.is_dir() else [_no_folder(tree)]
    sources: list[Source] = []
    tables: dict[str, str] = {}
    for file in tree.files:
        problems.extend(_problems(file, tree, kinds=kinds))
        if is_data_file(file.rel) and file.is_read:
            tables[file.rel] = file.blob.decode("utf-8", "replace").removeprefix("\ufeff")
        elif file.sort == "file" and location_of(file.rel):
            sources.append(_source(file, tree))
    return tuple(sources), tables, tuple(problems)


def _source(file: TreeFile, tree: Tree) -> Source:
    parsed = tree.parsed.get(file.digest)
    data = parsed.data if parsed else None
    return Source(rel=file.rel, path=file.path, digest=file.digest, data=data)


def _problems(file: TreeFile, tree: Tree, *, kinds: Container[str]) -> Iterator[Problem]:
    if stray := stray_of(file.rel, path=file.path, sort=file.sort):
        office = file.rel.partition("/")[0] if "/" in file.rel else None
        said, hint = stray.says, stray.hint
        yield problem(said, path=file.path, level=stray.level, hint=hint, office=office)
    if file.error or file.most:
        office = file.rel.partition("/")[0] if "/" in file.rel else None
        yield replace(unreadable(file), office=office)
    if is_data_file(file.rel) and _not_utf8(file.blob):
        hint = "请在表格软件里另存为 CSV UTF-8"
        yield problem("文件须为 UTF-8 编码", path=file.path, hint=hint)
    parsed = tree.parsed.get(file.digest)
    if parsed and (place := location_of(file.rel)) and is_supported(file.rel, kinds=kinds):
        for issue in parsed.issues:
            yield _syntax_problem(issue, file.path, place=place)


def _syntax_problem(issue: SyntaxIssue, path: str, *, place: RecordLocation) -> Problem:
    said = {"value": issue.value} if issue.value is not None else {}
    return problem(
        issue.says,
        *said.values(),
        path=path,
        place=(issue.line, issue.column),
        field=field_of(issue.where),
        hint=issue.hint,
        office=place.office,
        kind=place.folder or ("county" if place.office == COUNTY else "office"),
        record=place.id,
    )


def unreadable(file: TreeFile) -> Problem:
    """A file that the system would not let us read, or that is larger than we do."""
    if file.most:
        says = f"文件须不超过 {file.most >> 20} MiB"
        return problem(says, path=file.path, hint="请把它拆成几个文件")
    return problem("文件须能读取", file.error, path=file.path, hint="请检查文件的权限")


def _not_utf8(blob: bytes) -> bool:
    try:
        blob.decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False


def _no_folder(tree: Tree) -> Problem:
    hint = "请用 --records 指明记录所在的文件夹"
    return problem("须有这个文件夹", path=str(tree.root), hint=hint)
