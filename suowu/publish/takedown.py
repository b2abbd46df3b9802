"""Taking down: what is over or may no longer stand comes off a site that is not made anew."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from suowu.failures import system_error
from suowu.model import Problem
from suowu.problems import problem
from suowu.publish import manifest
from suowu.publish.build import Mixed, posted_pages
from suowu.publish.manifest import LastBuild, NoticeLine, last_build, notice_in, remember, snapshot
from suowu.publish.spare import drop_spare
from suowu.publish.staging import PUBLIC, Busy, NotWritten, Staging, real_folder, staging
from suowu.publish.version import VERSION_DATA, VERSION_PAGE, recounted

if TYPE_CHECKING:
    from suowu.ledger import Ledger, WhyLeftOut
    from suowu.model import Raw
    from suowu.publish import Target

RULE = "take-down"

_ENTRIES = {  # what holds a notice's address in a list of them, by suffix
    "html": re.compile(r"\s*<li\b[^>]*\bdata-window-last=[^>]*>.*?</li>", re.DOTALL),
    "xml": re.compile(r"\s*<(url|entry)>.*?</\1>", re.DOTALL),
}
_LEFT_OUT: Mapping[WhyLeftOut, str] = {
    "错误": "它的记录有错误",
    "草稿": "它的记录是草稿",
    "所": "它的司法所的 office.yml 有错误",
}
_EMPTY_LIST = re.compile(r'<ul class="notices">\s*</ul>')
_EMPTY = '<p class="empty">目前没有正在公示的事项。</p>'
_INDEX = re.compile(r"(window\.searchIndex=)(\[.*\])(;\s*)", re.DOTALL)


class Known(NamedTuple):
    """What is known of the county when nothing new may be published: its day, and as much more as
    it came to."""

    day: date
    raw: Raw | None = None
    ledger: Ledger | None = None
    problems: tuple[Problem, ...] = ()


def take_down(target: Target, known: Known) -> tuple[Problem, ...]:
    """Take off the standing site what is over or may not stand, in one exchange, and say so.

    A 提醒 for each page that is gone; a 错误 for each that should be and is not.
    """
    over: dict[str, str] = {}
    try:
        out = real_folder(target.out)
        over = _over(out, known, target=target)
        if not over:
            return ()
        with staging(out, beside_others=True) as new:
            over = _over(new.out, known, target=target)
            _without(new, over, day=_day(out, known, target=target), cache=target.cache)
    except Busy:  # who is building sees to it
        return ()
    except (NotWritten, Mixed, OSError, MemoryError) as error:
        why = system_error(error) or str(error)
        return tuple(_still_there(target, path, why=f"{over[path]}，{why}") for path in over)
    return tuple(_gone(target, path, why=why) for path, why in over.items())


def standing_notices(target: Target) -> dict[str, NoticeLine]:
    """The notice pages that stand there, by path."""
    try:
        lines = manifest.standing_lines(real_folder(target.out))
    except NotWritten:
        return {}
    return {path: facts for path, line in lines.items() if (facts := notice_in(line))}


def withdrawn(
    target: Target, before: Mapping[str, NoticeLine], *, ledger: Ledger
) -> tuple[Problem, ...]:
    """What a new site no longer shows because the record of it is left out, or gone before the
    notice was over."""
    posted, day = posted_pages(ledger), ledger.as_of.isoformat()
    why = {each.key: _LEFT_OUT[each.why] for each in ledger.book.left_out}
    for facts in before.values():
        over = facts.last_day and facts.last_day < day
        if facts.record not in ledger.cases and not over:
            why.setdefault(
                facts.record, f"它的记录 {facts.record} 已经没有了，误删的请从 git 里找回"
            )
    gone = (path for path in sorted(before) if path not in posted and before[path].record in why)
    return tuple(_gone(target, path, why=why[before[path].record]) for path in gone)


def _over(out: Path, known: Known, *, target: Target) -> dict[str, str]:
    """Every notice page that must go, and why."""
    judge = _judged_by(out, known, target=target)
    found = {path: judge(path, facts) for path, facts in standing_notices(target).items()}
    return {path: why for path, why in found.items() if why}


def _judged_by(out: Path, known: Known, *, target: Target) -> Callable[[str, NoticeLine], str]:
    day = _day(out, known, target=target)
    may = _may_stand(known)

    def judge(path: str, facts: NoticeLine) -> str:
        if facts.last_day and facts.last_day < day.isoformat():
            return f"公示期到 {facts.last_day} 已满"
        return may(path, facts)

    return judge


def _day(out: Path, known: Known, *, target: Target) -> date:
    """A made-up county has no clock; where its own day is not known, the site's own is."""
    head = manifest.standing_head(out) or {}
    if known.ledger is None and target.by_clock and head.get("sample"):
        return date.fromisoformat(head["as_of"])
    return known.day


def _may_stand(known: Known) -> Callable[[str, NoticeLine], str]:
    """Why a notice may not stand, or nothing.

    Where nobody could work that out, one stands only as long as its record is what was judged.
    """
    allowed = posted_pages(known.ledger) if known.ledger else None
    sources = known.raw.records if known.raw else ()
    digests = {source.rel.removesuffix(".yml"): source.digest for source in sources}
    wrong = {f"{p.office}/{p.kind}/{p.record}" for p in known.problems if p.level == "错误"}
    left = {each.key: each.why for each in known.ledger.book.left_out} if known.ledger else {}

    def may(path: str, facts: NoticeLine) -> str:
        if facts.record in wrong:
            return _LEFT_OUT["错误"]
        if left.get(facts.record) == "草稿":
            return _LEFT_OUT["草稿"]
        if allowed is not None and facts.record not in left:
            return "" if path in allowed else "按现在的记录不再公示"
        same = known.raw is None or digests.get(facts.record) == facts.digest
        return "" if same else "它的记录改过，而现在无法判断是否还可以公示"

    return may


def _without(new: Staging, over: Mapping[str, str], *, day: date, cache: Path | None) -> None:
    """The standing tree without these pages and without their addresses, exchanged whole."""
    lines, before = manifest.standing_lines(new.out), snapshot(new.out)
    kept: dict[str, str] = {}
    version = before.keys() & lines.keys() & {VERSION_PAGE, VERSION_DATA}
    taken = {manifest.MANIFEST_FILE, *version}
    for path in sorted(before.keys() - over.keys() - {manifest.MANIFEST_FILE} - version):
        line = lines.get(path)
        content = _cleared(new, path, over=over) if line and path.startswith(PUBLIC) else None
        if content is None:
            new.carry(path)
        elif content:
            new.write(path, content)
        if content != b"":
            taken.add(path)
        if line and content != b"":
            kept[path] = line if content is None else manifest.rewritten(line, content)
    for path, content in recounted({p: (new.out / p).read_bytes() for p in version}, kept).items():
        new.write(path, content)
        kept[path] = manifest.rewritten(lines[path], content)
    _as_open_as_before(new, before.keys() - lines.keys())
    head = {**(manifest.standing_head(new.out) or {}), "taken_down": _said(day, over)}
    new.write(manifest.MANIFEST_FILE, manifest.with_head(head, kept))
    now = snapshot(new.new)
    if now.keys() != taken:
        raise Mixed(min(now.keys() ^ taken))
    drop_spare(new.out, cache=cache)
    new.swap()
    _remember(new.out, now, cache=cache)


def _said(day: date, over: Iterable[str]) -> dict[str, object]:
    return {"day": day.isoformat(), "pages": sorted(over)}


def _as_open_as_before(new: Staging, foreign: Iterable[str]) -> None:
    """Folders of somebody else stay as open to others as they were."""
    for path in foreign:
        for folder in list(Path(path).parents)[:-1]:
            (new.new / folder).chmod((new.out / folder).stat().st_mode & 0o7777)


def _cleared(new: Staging, path: str, *, over: Iterable[str]) -> bytes | None:
    """A public file without what leads to these pages: None if nothing does, b"" if it must go."""
    before = (new.out / path).read_bytes()
    addresses = [page.removeprefix(PUBLIC).encode() for page in over]
    stems = [Path(page).stem.encode() for page in over]
    if not any(stem in before for stem in stems):
        return None
    after = _unlisted(before, path.rpartition(".")[2], addresses=addresses)
    return b"" if any(stem in after for stem in stems) else after


def _unlisted(content: bytes, suffix: str, *, addresses: list[bytes]) -> bytes:
    text, gone = content.decode("utf-8"), [address.decode() for address in addresses]

    def drop(found: re.Match[str]) -> str:
        return "" if any(address in found[0] for address in gone) else found[0]

    if suffix in _ENTRIES:
        text = _EMPTY_LIST.sub(_EMPTY, _ENTRIES[suffix].sub(drop, text))
    elif suffix == "js" and (found := _INDEX.search(text)):
        entries = [each for each in json.loads(found[2]) if each.get("u") not in gone]
        listed = json.dumps(entries, ensure_ascii=False, separators=(",", ":"))
        text = f"{found[1]}{listed.replace('<', chr(92) + 'u003c')}{found[3]}"
    return text.encode()


def _remember(out: Path, now: Mapping[str, manifest.FileStat], *, cache: Path | None) -> None:
    """What was as the last build left it still is; the rest will be made anew."""
    if cache is None:
        return
    last = last_build(out, cache=cache)
    same = {path: stat for path, stat in now.items() if last.files.get(path) == stat}
    known = LastBuild("", same, last.problems, manifest.seal_of(out))
    remember(known, out=out, cache=cache)


def _gone(target: Target, path: str, *, why: str) -> Problem:
    where = str(target.out / path)
    return problem(f"{why}，已经从网站上撤下", path=where, level="提醒", rule=RULE)


def _still_there(target: Target, path: str, *, why: str) -> Problem:
    hint = "先处理上面的原因再运行；来不及的，请管理员手工移走这个文件"
    return problem(
        f"应当撤下而没能撤下，仍在网站上：{why}", path=str(target.out / path), hint=hint, rule=RULE
    )
