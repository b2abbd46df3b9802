"""Differences in public between a commit and the working tree, page by page and field by field."""

from __future__ import annotations

import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

from suowu.commands import Mistake, Options, day_sentence, load_county, report
from suowu.ledger import Document, Ledger
from suowu.wording import written

Pages = Mapping[str, Document]


def run_diff(options: Options) -> int:
    """Added, withdrawn and changed public pages, field by field; writes nothing."""
    new = load_county(options)
    if new.ledger is None:
        report(options, new)
        return 1
    with tempfile.TemporaryDirectory(prefix="suowu-") as folder:
        then = _at(options, options.words[0], folder=Path(folder), as_of=new.ledger.as_of)
        old = load_county(then)
    if old.ledger is None:
        print("那一提交的记录有错误，不能比较：")
        report(options, old)
        return 1
    lines = list(_changes(_public(old.ledger), _public(new.ledger)))
    print("\n".join(lines) if lines else "公开内容没有变化。")
    print(day_sentence(new))
    return 0


def _at(options: Options, revision: str, *, folder: Path, as_of: date) -> Options:
    """The same question asked of a commit, unpacked into `folder`."""
    home = _repository(options.records)
    commit = _git(home, "rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}")
    inside = {name: path for name, path in _folders(options) if path.is_relative_to(home)}
    names = {name: path.relative_to(home).as_posix() for name, path in inside.items()}
    packed = commit and _git(home, "archive", commit.decode().strip(), "--", *names.values())
    if not packed:
        raise Mistake(f"git 里没有这个提交，或其中没有记录：{revision!r}\n  提示：git log 查提交号")
    with tarfile.open(fileobj=BytesIO(packed)) as files:
        files.extractall(folder, filter="data")
    then = {name: folder / path for name, path in names.items()}
    return replace(
        options,
        records=then["records"],
        content=then.get("content", options.content),
        templates=then.get("templates", options.templates),
        as_of=as_of.isoformat(),
        cache=None,
        office=None,
    )


def _folders(options: Options) -> Iterator[tuple[str, Path]]:
    """What a commit may hold; content/ and templates/ of another repository are those of today."""
    for name in ("records", "content", "templates"):
        yield name, Path(getattr(options, name)).resolve()


def _repository(records: Path) -> Path:
    """The top of the repository that the records lie in."""
    top = _git(records, "rev-parse", "--show-toplevel")
    if not top:
        hint = "在记录所在的文件夹里运行 git init，提交以后再比较"
        raise Mistake(
            f"--records 不在 git 仓库里，不能与提交比较：{str(records)!r}\n  提示：{hint}"
        )
    return Path(top.decode("utf-8", "surrogateescape").removesuffix("\n")).resolve()


def _git(folder: Path, *words: str) -> bytes:
    """What git answers there; nothing if it refuses, or is not there."""
    command = ["git", "-C", str(folder), *words]
    try:
        return subprocess.run(command, capture_output=True, check=False).stdout
    except OSError:
        return b""


def _public(ledger: Ledger) -> Pages:
    from suowu.render import render

    return {d.path: d for d in render(ledger) if d.audience == "public"}


def _changes(old: Pages, new: Pages) -> Iterator[str]:
    for path in sorted(old.keys() | new.keys()):
        if path not in old:
            yield f"新增 {path} {new[path].title}"
        elif path not in new:
            yield f"撤下 {path} {old[path].title}"
        elif old[path].digest != new[path].digest:
            yield f"变动 {path} {new[path].title}"
            fields = [f"  {line}" for line in _fields(old[path].view, new[path].view)]
            yield from fields or ["  内容未变，版面或文字模板有变动"]


def _fields(old: object, new: object, *, where: str = "") -> Iterator[str]:
    if old == new:
        return
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in [*old, *(key for key in new if key not in old)]:
            inner = f"{where}.{key}" if where else str(key)
            yield from _fields(old.get(key), new.get(key), where=inner)
    elif isinstance(old, (list, tuple)) and isinstance(new, (list, tuple)):
        yield from (f"{where} 减 {_brief(item)}" for item in old if item not in new)
        yield from (f"{where} 增 {_brief(item)}" for item in new if item not in old)
    else:
        yield f"{where}：{_brief(old)} → {_brief(new)}"


def _brief(value: object) -> str:
    text = written(value)
    return (text if len(text) <= 60 else text[:59] + "…") or "（空）"
