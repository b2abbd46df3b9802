"""Difference in public between the working tree and a commit, or what stands on the web."""

from __future__ import annotations

import os
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from suowu.commands import LoadedCounty, Mistake, load_county, report
from suowu.commands.options import Options
from suowu.commands.origin import SHORT, commit_of, git
from suowu.commands.verify import standing_site
from suowu.problems import to_text

if TYPE_CHECKING:
    from suowu.changes import Side
    from suowu.ledger import Ledger

_FIRST = 3
_NOW = "现在的文件"


def run_diff(options: Options) -> int:
    """What a citizen would find changed; writes nothing but the page of --html."""
    _require_one(options)
    new = load_county(options)
    if new.ledger is None:
        report(options, new)
        return 1
    notes: list[str] = []
    compared = _standing if options.published else _committed
    with tempfile.TemporaryDirectory(prefix="suowu-") as folder:
        old = compared(options, new.ledger, folder=Path(folder), notes=notes)
    if old is None:
        print("\n".join(notes))
        return 1
    notes += _left_out(_NOW, new.ledger)
    now = _side(_NOW, new.ledger, cache=options.cache)
    _say(options, old=old, new=now, notes=notes)
    return 0


def _require_one(options: Options) -> None:
    if bool(options.words) != options.published:
        return
    says = "提交和 --published 只能写一个" if options.words else "还须写明：提交，或者 --published"
    hint = "diff HEAD 与最近一次提交比较，diff --published 与现有网站比较"
    raise Mistake(f"{says}\n  提示：{hint}")


def _say(options: Options, *, old: Side, new: Side, notes: list[str]) -> None:
    from suowu.changes import changes_between
    from suowu.changes.page import to_page
    from suowu.changes.words import changes_json, to_lines

    changes = changes_between(old, new, notes=tuple(notes))
    if options.html:
        options.html.parent.mkdir(parents=True, exist_ok=True)
        options.html.write_bytes(to_page(changes))
    if options.json:
        print(changes_json(changes))
        return
    own_screen = sys.stdout.isatty() and not os.environ.get("CI")
    print("\n".join(to_lines(changes, titles=own_screen)))
    if options.html:
        print(f"前后对照：{options.html}")


def _side(name: str, ledger: Ledger, *, cache: Path | None, commit: str = "") -> Side:
    from suowu.changes import Side
    from suowu.publish.build import posted_pages
    from suowu.publish.in_memory import pages_in_memory

    return Side(
        name=name,
        day=ledger.as_of,
        pages=pages_in_memory(ledger, cache=cache),
        notices=posted_pages(ledger),
        ledger=ledger,
        commit=commit,
    )


def _left_out(name: str, ledger: Ledger) -> Iterator[str]:
    """Records that count nowhere in a state, and so cannot be compared."""
    left = ledger.book.left_out
    if left:
        names = "、".join(each.key for each in left)
        yield f"{name}有 {len(left)} 份记录有错误或者是草稿，没有计入：{names}"


# --- a commit -------------------------------------------------------------------------------------


def _committed(options: Options, new: Ledger, *, folder: Path, notes: list[str]) -> Side | None:
    """The state of a commit on the day of the other; what cannot be compared goes to `notes`."""
    then = _at(options, options.words[0], folder=folder, as_of=new.as_of)
    commit = commit_of(options.records, options.words[0])
    name = f"提交 {commit[:SHORT]}"
    ledger = _worked_out(then, options, name=name, notes=notes)
    return _side(name, ledger, cache=options.cache, commit=commit) if ledger else None


def _worked_out(then: Options, options: Options, *, name: str, notes: list[str]) -> Ledger | None:
    """The county of a commit; where its own law cannot be used, its records under today's."""
    county = load_county(then)
    if county.ledger is None:
        notes.append(f"{name}有错误，不能照它自己的规则和模板计算，改用现在的：")
        notes.append(_errors(county))
        county = load_county(replace(then, content=options.content, templates=options.templates))
    if county.ledger is None:
        notes.append(f"{name}用现在的规则和模板也不能计算，没有比较。")
        return None
    notes += _left_out(name, county.ledger)
    return county.ledger


def _errors(county: LoadedCounty) -> str:
    errors = [each for each in county.problems if each.level == "错误"]
    more = f"\n…… 共 {len(errors)} 个错误" if len(errors) > _FIRST else ""
    return f"{to_text(errors[:_FIRST])}{more}"


def _at(options: Options, revision: str, *, folder: Path, as_of: date) -> Options:
    """The same question asked of a commit, unpacked into `folder`."""
    home = _repository(options.records)
    commit = commit_of(home, revision)
    inside = {name: path for name, path in _folders(options) if path.is_relative_to(home)}
    names = {name: path.relative_to(home).as_posix() for name, path in inside.items()}
    packed = commit and _packed(home, commit, names=list(names.values()))
    if not packed:
        raise Mistake(f"git 里没有这个提交，或其中没有记录：{revision!r}\n  提示：git log 查提交号")
    with tarfile.open(fileobj=BytesIO(packed)) as files:
        files.extractall(folder, filter="data")
    then = {name: folder / path for name, path in names.items()}
    return replace(
        options,
        records=then["records"],
        content=_there(then.get("content"), options.content),
        templates=_there(then.get("templates"), options.templates),
        as_of=as_of.isoformat(),
        cache=None,
        office=None,
    )


def _packed(home: Path, commit: str, *, names: list[str]) -> bytes:
    """The folders that a commit has, packed; nothing if it has no records, which come first."""
    there = [name for name in names if git(home, "rev-parse", "-q", "--verify", f"{commit}:{name}")]
    return git(home, "archive", commit, "--", *there) if names[:1] == there[:1] else b""


def _there(folder: Path | None, otherwise: Path) -> Path:
    return folder if folder and folder.is_dir() else otherwise


def _folders(options: Options) -> Iterator[tuple[str, Path]]:
    """What a commit may hold; content/ and templates/ of another repository are those of today."""
    for name in ("records", "content", "templates"):
        yield name, Path(getattr(options, name)).resolve()


def _repository(records: Path) -> Path:
    """The top of the repository that the records lie in."""
    top = git(records, "rev-parse", "--show-toplevel")
    if not top:
        says = f"--records 不在 git 仓库里，不能与提交比较：{str(records)!r}"
        hint = "与现有网站比较用 diff --published；要与提交比较，先在记录的文件夹里 git init 并提交"
        raise Mistake(f"{says}\n  提示：{hint}")
    return Path(top.decode("utf-8", "surrogateescape").removesuffix("\n")).resolve()


# --- what stands on the web -----------------------------------------------------------------------


def _standing(options: Options, new: Ledger, *, folder: Path, notes: list[str]) -> Side:
    """The public site as it stands, read back; with its records, if git still has them."""
    from suowu.changes import Side
    from suowu.publish.manifest import notice_in, standing_lines

    site = options.site_folder
    head, lines = standing_site(site), standing_lines(site)
    day, commit = date.fromisoformat(head["as_of"]), str(head.get("commit", ""))
    pages = {path: (site / path).read_bytes() for path in lines if _is_read(site, path)}
    posted = {path: facts for path in pages if (facts := notice_in(lines[path]))}
    if day > new.as_of:
        notes.append(
            f"现有网站是按 {day} 生成的，比这次计算的 {new.as_of} 还晚：请核对电脑的日期。"
        )
    return Side(
        name=f"现有网站（提交 {commit[:SHORT]}）" if commit else "现有网站",
        day=day,
        pages=pages,
        notices=posted,
        ledger=_as_published(options, head, folder=folder, notes=notes),
        commit=commit,
    )


def _is_read(site: Path, path: str) -> bool:
    """The pages that are compared: all but that of the version, which is new with every commit."""
    from suowu.publish.version import VERSION_PAGE

    page = path.startswith("public/") and path.endswith(".html") and path != VERSION_PAGE
    return page and (site / path).is_file()


def _as_published(
    options: Options, head: dict[str, object], *, folder: Path, notes: list[str]
) -> Ledger | None:
    """The records that the site was made of; None where they cannot be had, with the reason."""
    commit, only = str(head.get("commit", "")), "只比较页面，不逐项比较记录。"
    if not commit:
        notes.append(f"现有网站的清单没有写明是哪一次提交，{only}")
    elif head.get("dirty"):
        notes.append(f"现有网站是用有未提交修改的记录生成的，{only}")
    elif not commit_of(options.records, commit):
        notes.append(f"记录所在的 git 仓库里没有现有网站的提交 {commit[:SHORT]}，{only}")
    else:
        day = date.fromisoformat(str(head["as_of"]))
        then = _at(options, commit, folder=folder, as_of=day)
        return _worked_out(then, options, name=f"提交 {commit[:SHORT]}", notes=notes)
    return None
