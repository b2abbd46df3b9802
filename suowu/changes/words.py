"""Changes as the publisher reads them on the terminal, and as a program does."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from suowu.changes import Change, Changes, PageChange, RecordChange

_LONG, _AROUND = 60, 12
_NOTHING = "（空）"


class Apart(NamedTuple):
    """A text beside another: what is the same before, what differs, what is the same after."""

    before: str
    own: str
    after: str


def set_apart(old: str, new: str) -> tuple[Apart, Apart]:
    """Both texts, each cut where it begins and ceases to differ."""
    least = min(len(old), len(new))
    start = next((i for i in range(least) if old[i] != new[i]), least)
    rest = least - start
    end = next((i for i in range(rest) if old[-1 - i] != new[-1 - i]), rest)
    return _cut(old, start=start, end=end), _cut(new, start=start, end=end)


def _cut(text: str, *, start: int, end: int) -> Apart:
    stop = len(text) - end
    return Apart(text[:start], text[start:stop], text[stop:])


def old_and_new(change: Change) -> str:
    """`旧 → 新`; of long texts no more of what is the same than a few characters around."""
    if not change.shown:
        return "有改动（这一项不公开，不显示内容）"
    if not change.old or not change.new:
        return f"增 {change.new}" if change.new else f"减 {change.old}"
    parts = set_apart(change.old, change.new)
    old, new = (_shortened(part) for part in parts)
    return f"{old} → {new}"


def _shortened(part: Apart) -> str:
    if sum(map(len, part)) <= _LONG:
        return "".join(part)
    before, own, after = part
    before = before if len(before) <= _AROUND else f"…{before[-_AROUND:]}"
    after = after if len(after) <= _AROUND else f"{after[:_AROUND]}…"
    return f"{before}{own}{after}" if own else f"{before}{_NOTHING}{after}"


def page_name(page: PageChange) -> str:
    """张某外出公示（青河司法所，到 2026-03-24）, or the page's title."""
    if not page.record:
        return page.title
    until = f"到 {page.until}" if page.until else "末日未定"
    return f"{page.title}（{page.office}，{until}）"


def heading(changes: Changes) -> str:
    """What is compared with what."""
    old, new = (f"{side.name}（按 {side.day} 计算）" for side in (changes.old, changes.new))
    return f"{old}和{new}相比".replace("）（", "，")


def to_lines(changes: Changes, *, titles: bool) -> Iterator[str]:
    """The terminal's text. `titles` adds the internal one-line names of records."""
    yield from changes.notes
    if changes.nothing:
        yield f"{heading(changes)}，公开内容没有变化。"
        yield from _restyled(changes)
        return
    yield f"{heading(changes)}，公开内容有这些变化："
    yield from _part("撤下", map(_withdrawn, changes.withdrawn))
    yield from _part("新增", (f"{page_name(page)}  {page.path}" for page in changes.added))
    yield from _part("删除的记录", (f"{each}，原来是公开的" for each in changes.deleted))
    records = (line for each in changes.records for line in _record(each, titles=titles))
    yield from _part("改变的记录", records)
    yield from _part("改变的页面", (line for page in changes.pages for line in _page(page)))
    yield from _restyled(changes)


def _restyled(changes: Changes) -> Iterator[str]:
    if changes.restyled:
        yield f"另有 {changes.restyled} 页文字没有变化，只是版面、页首或者页脚不同。"


def _part(title: str, lines: Iterable[str]) -> Iterator[str]:
    found = list(lines)
    if found:
        yield title
        yield from (f"  {line}" for line in found)


def _withdrawn(page: PageChange) -> str:
    why = f"：{page.why}" if page.why else ""
    return f"{page_name(page)}{why}  {page.path}"


def _record(record: RecordChange, *, titles: bool) -> Iterator[str]:
    title = f"（{record.title}）" if titles and record.title else ""
    yield f"{record.name}{title}"
    yield from (f"  {change.where}：{old_and_new(change)}" for change in record.changes)


def _page(page: PageChange) -> Iterator[str]:
    yield f"{page_name(page)}  {page.path}"
    for change in page.changes:
        where = f"{change.where}：" if change.where else ""
        yield f"  {where}{old_and_new(change)}"
    if page.repeated:
        yield f"  和上面相同的变化 {page.repeated} 处"


def _data(changes: Changes) -> dict[str, object]:
    """What `--format json` prints; docs/diff.md tells what each key means."""
    return {
        "old": {"name": changes.old.name, "as_of": changes.old.day.isoformat()}
        | ({"commit": changes.old.commit} if changes.old.commit else {}),
        "new": {"name": changes.new.name, "as_of": changes.new.day.isoformat()},
        "notes": list(changes.notes),
        "withdrawn": [_page_data(page) for page in changes.withdrawn],
        "added": [_page_data(page) for page in changes.added],
        "deleted_records": list(changes.deleted),
        "records": [_record_data(record) for record in changes.records],
        "pages": [_page_data(page) for page in changes.pages],
        "summary": {
            "withdrawn": len(changes.withdrawn),
            "added": len(changes.added),
            "deleted_records": len(changes.deleted),
            "records": len(changes.records),
            "pages": len(changes.pages),
            "restyled": changes.restyled,
        },
    }


def changes_json(changes: Changes) -> str:
    """The same as text."""
    return json.dumps(_data(changes), ensure_ascii=False, indent=2)


def _page_data(page: PageChange) -> dict[str, object]:
    notice = {
        "office": page.office,
        "record": page.record,
        "kind": page.kind,
        "until": page.until or None,
        "why": page.why or None,
    }
    return {
        "path": page.path,
        "title": page.title,
        "notice": notice if page.record else None,
        "changes": [_change_data(change) for change in page.changes],
        "repeated": page.repeated,
    }


def _record_data(record: RecordChange) -> dict[str, object]:
    return {
        "record": record.record,
        "name": record.name,
        "changes": [_change_data(change) for change in record.changes],
    }


def _change_data(change: Change) -> dict[str, object]:
    return {"where": change.where, "old": change.old, "new": change.new, "public": change.shown}
