"""Web: which notices come on the web, under which address, and how little of them stands there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from suowu.addresses import KEY_FILE, Addresses, first_place
from suowu.county import office_of
from suowu.definitions import Definitions, Kind, NoticeTemplate
from suowu.derive.views import RecordView
from suowu.grammar.documents import ON_THE_WEB
from suowu.ledger import Book, Case, Notice
from suowu.model import Record, Where
from suowu.privacy import masked_fields, nobodies, surname
from suowu.rules.conditions import number
from suowu.rules.scopes import Scope
from suowu.values import values_at

ALONE: Final = 2
"""So many open cases of an office must share a surname before the web shows it."""
NO_KEY: Final = (
    f"没有地址密钥（records/{KEY_FILE}），关于个人的一律不上网；"
    "运行 python3 build.py new county county 生成"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """Whom a notice can hide among: open cases by office and kind, and their surnames."""

    addresses: Addresses | None
    open_cases: Counter[tuple[str, str]]
    surnames: Counter[tuple[str, str, str]]


def crowd_of(book: Book, definitions: Definitions, *, views: Mapping[str, RecordView]) -> Crowd:
    """The crowd of each office and kind."""
    active = [record for record in book.records if views[record.key].active]
    families = (
        (record.office, record.kind, surname(str(name)))
        for record in active
        for path in _name_paths(definitions.kinds[record.kind])
        for _, name in values_at(record.data, path)
    )
    return Crowd(
        addresses=book.addresses,
        open_cases=Counter((record.office, record.kind) for record in active),
        surnames=Counter(families),
    )


def placed(notice: Notice, *, record: Record, kind: Kind, scope: Scope, crowd: Crowd) -> Notice:
    """The notice with its address; off the web where so few open cases tell who it is about.

    What stands on the web says less than paper: no surname that is alone in its office, no exact
    days of what the person does unless the county says so. Why no key, no web: every other name
    for a page would let somebody try whose it is.
    """
    template = next(each for each in kind.notices if each.id == notice.shape)
    notice = notice._replace(slug=_address(notice, record, scope=scope, crowd=crowd))
    if ON_THE_WEB not in notice.channels:
        return notice
    why = _kept_off(template, kind=kind, scope=scope, crowd=crowd, office=record.office)
    if why:
        left = tuple(each for each in notice.channels if each != ON_THE_WEB)
        return notice._replace(channels=left, off_web=why)
    shown = _thinned(notice, template, kind=kind, scope=scope, crowd=crowd)
    return notice._replace(view=shown, poster=notice.view)


def kept_off_the_web(case: Case) -> Iterator[tuple[Where, str]]:
    """Where and why a notice of a case that is or will be posted does not come on the web."""
    for notice in case.notices:
        if notice.off_web and notice.state in ("待公示", "公示中"):
            yield notice.where, f"{notice.name}只在公示栏张贴，不上网：{notice.off_web}"


def _address(notice: Notice, record: Record, *, scope: Scope, crowd: Crowd) -> str:
    """Of where the record stood first, and the item; without a secret a plain name, for paper."""
    item = (notice.shape, *notice.where)
    if crowd.addresses is not None:
        home = office_of(scope.world.office, id=record.office).lasting_id
        office, id = first_place(record.data, office=home, id=record.id)
        return crowd.addresses.of(office, record.kind, id, *item)
    parts = (record.kind, record.id, *item)
    return "-".join(str(part).replace("/", "-") for part in parts)


def _kept_off(
    template: NoticeTemplate, *, kind: Kind, scope: Scope, crowd: Crowd, office: str
) -> str:
    """Why a notice that the county puts on the web does not come there.

    The number of open cases is the county's own for this notice, else that of its 上网最少.
    """
    if crowd.addresses is None:
        return NO_KEY
    own = scope.world.of_county.on_the_web.get(f"{kind.id}/{template.id}")
    law = number(template.head.least, scope) if template.head.least else None
    least, there = law if own is None else own, crowd.open_cases[office, kind.id]
    if least is None or there >= least:
        return ""
    return f"本所在办的{kind.name} {there} 件，少于 {least:g} 件，姓和日期凑在一起认得出人"


def _thinned(
    notice: Notice, template: NoticeTemplate, *, kind: Kind, scope: Scope, crowd: Crowd
) -> dict[str, Any]:
    """The view of the web: of those names and days only what does not single out."""
    view = dict(notice.view)
    names = [name for name in masked_fields(kind, template.head) if view.get(name)]
    lone = [name for name in names if not _is_shared(view[name], notice, crowd=crowd)]
    for name, shown in zip(lone, nobodies(len(lone)), strict=True):
        view[name] = shown
    county = scope.world.of_county
    if kind.personal and f"{kind.id}/{template.id}" not in county.dated_on_the_web:
        days = [name for name in template.head.fields if isinstance(view.get(name), date)]
        view |= dict.fromkeys(days)
    return view


def _is_shared(masked: str, notice: Notice, *, crowd: Crowd) -> bool:
    family = masked.partition("某")[0]
    return crowd.surnames[notice.office, notice.kind, family] >= ALONE


def _name_paths(kind: Kind) -> list[tuple[str, ...]]:
    """The names of the persons whom a kind's records are about."""
    shown = (path for path, rule in kind.public.items() if rule == "姓某")
    return [tuple(path.split(".")) for path in shown]
