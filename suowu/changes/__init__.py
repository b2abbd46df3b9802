"""Changes in public between two states of a county: notices, pages, records and figures, in words.

What is compared are the pages as citizens read them; where both states can be worked out, also the
public values of records, field by field. Nothing non-public is ever part of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple, TypeAlias

from suowu.changes.fields import hidden_changes, notice_changes, view_changes
from suowu.changes.pages import Change, page_changes
from suowu.changes.reading import read_page
from suowu.county import office_of
from suowu.data import data_table
from suowu.ledger import Case, Ledger, Notice
from suowu.publish.manifest import NoticeLine
from suowu.render.paths import notice_page

__all__ = ["Change", "Changes", "PageChange", "RecordChange", "Side", "changes_between"]

PageSort: TypeAlias = Literal["新增", "撤下", "改变"]
_LISTS = ("public/index.html", "public/notices.html", "public/offices.html")
_SENTENCE = 12
_FIRST = ("public/statistics.html",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of two states: its name in words, its day, its public pages by path, its notices.

    `ledger` is what it was made of, where that is at hand.
    """

    name: str
    day: date
    pages: Mapping[str, bytes]
    notices: Mapping[str, NoticeLine]
    ledger: Ledger | None = None
    commit: str = ""


class PageChange(NamedTuple):
    """A public page that comes, goes or reads otherwise.

    Of a notice `office` and `record` (its key) say whose it is, `until` is its last day, `why` the
    reason for which it came off. `repeated` counts changes that are told of another page already.
    """

    sort: PageSort
    path: str
    title: str
    office: str = ""
    record: str = ""
    kind: str = ""
    until: str = ""
    why: str = ""
    changes: tuple[Change, ...] = ()
    repeated: int = 0


class RecordChange(NamedTuple):
    """A record of which something public has changed, by its key and its name in words.

    `title` names the person: it is for the terminal of who may read the record, for no file.
    """

    record: str
    name: str
    title: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """All that changes in public. `deleted` are records that were public and are no more there, in
    words; `restyled` counts pages that read the same and look or are made otherwise."""

    old: Side
    new: Side
    withdrawn: tuple[PageChange, ...] = ()
    added: tuple[PageChange, ...] = ()
    deleted: tuple[str, ...] = ()
    records: tuple[RecordChange, ...] = ()
    pages: tuple[PageChange, ...] = ()
    restyled: int = 0
    notes: tuple[str, ...] = field(default=())

    @property
    def nothing(self) -> bool:
        """Whether a citizen would see no difference at all."""
        return not (self.withdrawn or self.added or self.deleted or self.records or self.pages)


def changes_between(old: Side, new: Side, *, notes: tuple[str, ...] = ()) -> Changes:
    """Everything public that differs, withdrawn and new pages first."""
    names = _Names(old, new)
    gone = [path for path in old.pages if path not in new.pages]
    come = [path for path in new.pages if path not in old.pages]
    read = list(_read_otherwise(names))
    changed = [page for page in read if page.changes or page.repeated]
    return Changes(
        old=old,
        new=new,
        withdrawn=tuple(sorted((_gone(path, names) for path in gone), key=_notices_first)),
        added=tuple(sorted((_come(path, names) for path in come), key=_notices_first)),
        deleted=tuple(_deleted(names)),
        records=tuple(_records(names)),
        pages=tuple(changed),
        restyled=len(read) - len(changed),
        notes=notes,
    )


@dataclass(frozen=True, slots=True)
class _Names:
    """Both states, and what offices and kinds are called in either."""

    old: Side
    new: Side

    def office(self, office: str) -> str:
        for state in (self.new, self.old):
            for key, view in state.ledger.public_offices.items() if state.ledger else ():
                if key == office:
                    return str(view.get("名称") or office)
        return office

    def kind(self, kind: str) -> str:
        for state in (self.new, self.old):
            if state.ledger and kind in state.ledger.definitions.kinds:
                return state.ledger.definitions.kinds[kind].name
        return kind

    def record(self, key: str) -> str:
        """青河司法所 社区矫正 2026-003; of an office's own record 青河司法所."""
        office, kind, name = key.split("/", 2)
        if kind == name:
            return self.office(office)
        return " ".join((self.office(office), self.kind(kind), name))

    def page(self, path: str, content: bytes) -> str:
        """The title of a page; of those that the site always has, as its menu calls them."""
        always = data_table("menus")["public"]
        stem = path.removeprefix("public/").removesuffix(".html")
        return str(always[stem]) if stem in always else read_page(content).title


# --- pages ----------------------------------------------------------------------------------------


def _read_otherwise(names: _Names) -> Iterator[PageChange]:
    """Every page whose bytes differ, with what a reader finds changed; lists come last, where only
    what is told of no other page is told again."""
    told = set[Change]()
    both = [path for path in names.new.pages if path in names.old.pages]
    for path in sorted(both, key=lambda path: (path in _LISTS, path not in _FIRST, path)):
        old, new = names.old.pages[path], names.new.pages[path]
        if old == new:
            continue
        found = page_changes(read_page(old), read_page(new))
        fresh = [change for change in found if _anywhere(change) not in told]
        told |= set(map(_anywhere, found))
        whose = _whose(path, names, state=names.new)
        repeated = len(found) - len(fresh)
        title = names.page(path, new)
        yield whose._replace(title=title, changes=tuple(fresh), repeated=repeated)


def _anywhere(change: Change) -> Change:
    """A sentence says the same wherever it stands; a number does not."""
    long = len(change.old) + len(change.new) >= _SENTENCE
    return change._replace(where="") if long else change


def _gone(path: str, names: _Names) -> PageChange:
    whose = _whose(path, names, state=names.old)
    why = _why_gone(path, whose.record, names=names) if path in names.old.notices else ""
    title = names.page(path, names.old.pages[path])
    return whose._replace(sort="撤下", title=title, why=why)


def _come(path: str, names: _Names) -> PageChange:
    title = names.page(path, names.new.pages[path])
    return _whose(path, names, state=names.new)._replace(sort="新增", title=title)


def _whose(path: str, names: _Names, *, state: Side) -> PageChange:
    notice = state.notices.get(path)
    if notice is None:
        return PageChange("改变", path, "")
    office, kind, _ = notice.record.split("/", 2)
    return PageChange(
        "改变",
        path,
        "",
        office=names.office(office),
        record=notice.record,
        kind=names.kind(kind),
        until=notice.last_day,
    )


def _why_gone(path: str, record: str, *, names: _Names) -> str:
    """Why a notice is on the web no longer; empty where that cannot be said."""
    ledger = names.new.ledger
    if ledger is None:
        return ""
    case = ledger.cases.get(record)
    if case is None:
        left = {each.key: each.why for each in ledger.book.left_out}
        return _LEFT_OUT[left[record]] if record in left else "记录已经删除"
    notice = next((n for n in case.notices if n.slug and notice_page(n.slug) == path), None)
    return _why_not_shown(notice)


_LEFT_OUT = {
    "错误": "记录有错误，没有计入",
    "草稿": "记录是草稿",
    "所": "本所的 office.yml 有错误，没有计入",
}


def _why_not_shown(notice: Notice | None) -> str:
    if notice is None:
        return "按现在的记录不再公示"
    if notice.state == "期满":
        return f"公示期到 {notice.last_day} 已满"
    if notice.state == "停发":
        return f"停发：{notice.reason}" if notice.reason else "停发"
    return notice.off_web or "按现在的记录不再公示"


def _notices_first(page: PageChange) -> tuple[bool, str, str, str]:
    return (not page.record, page.office, page.title, page.path)


# --- records --------------------------------------------------------------------------------------


def _deleted(names: _Names) -> Iterator[str]:
    """Records that were public and are there no longer; of one that was moved, where it is now."""
    ledger = names.new.ledger
    if ledger is None:
        return
    there = ledger.cases.keys() | {each.key for each in ledger.book.left_out}
    there |= _former_homes(ledger)
    moved = {case.record.digest: key for key, case in ledger.cases.items()}
    public = {line.record: line.digest for line in names.old.notices.values()}
    public |= _office_records(names.old)
    for key, digest in sorted(public.items()):
        if key not in there:
            to = f"，现在是 {names.record(moved[digest])}" if digest in moved else ""
            yield f"{names.record(key)}{to}"


def _former_homes(ledger: Ledger) -> set[str]:
    """The records of offices by the folders that they had before."""
    offices = (office_of(each.data) for each in ledger.book.offices.values())
    return {f"{former}/office/office" for office in offices for former in office.former}


def _office_records(state: Side) -> dict[str, str]:
    """The records of offices that have a page."""
    pages = (path for path in state.pages if path.startswith("public/offices/"))
    offices = (path.rpartition("/")[2].removesuffix(".html") for path in pages)
    return {f"{office}/office/office": "" for office in offices}


def _records(names: _Names) -> Iterator[RecordChange]:
    """Records on both sides whose public values differ."""
    old, new = names.old.ledger, names.new.ledger
    if old is None or new is None:
        return
    touched = set(_touched(names))
    for key, case in new.cases.items():
        before = old.cases.get(key)
        if before is None or before.record.digest == case.record.digest:
            continue
        public = _public_changes(before, case, names=names)
        if public or key in touched:
            hidden = hidden_changes(before, case, but={each.where for each in public})
            yield RecordChange(
                record=key,
                name=names.record(key),
                title=case.title if case.record.kind != case.record.id else "",
                changes=(*public, *hidden),
            )


def _touched(names: _Names) -> Iterator[str]:
    """Records a notice of which came, went or reads otherwise."""
    old, new = names.old, names.new
    for path in old.notices.keys() | new.notices.keys():
        if old.pages.get(path) != new.pages.get(path):
            yield (new.notices.get(path) or old.notices[path]).record


def _public_changes(old: Case, new: Case, *, names: _Names) -> list[Change]:
    record, before, after = new.record, names.old.ledger, names.new.ledger
    if before is None or after is None:
        return []
    kind = after.definitions.kinds[record.kind]
    if kind.scope == "所":
        office = record.office
        return view_changes(before.public_offices[office], after.public_offices[office])
    if record is after.book.county:
        return view_changes(before.public_county, after.public_county)
    was = {notice.slug: notice for notice in old.notices if _on_web(notice, names.old)}
    now = {notice.slug: notice for notice in new.notices if _on_web(notice, names.new)}
    pairs = [(was[slug], now[slug]) for slug in now if slug in was]
    return [change for a, b in pairs for change in notice_changes(a, b, kind=kind)]


def _on_web(notice: Notice, state: Side) -> bool:
    return bool(notice.slug) and notice_page(notice.slug) in state.notices
