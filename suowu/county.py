"""County and Office: typed views of county.yml and office.yml; the names of their keys stand here.

Each is made from a record or from its public view alike: what the view leaves out is empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from suowu.model import Data


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosed:
    """One entry of the disclosure catalogue, as a record's 信息公开 or a page's head gives it."""

    index_no: str
    title: str
    column: str
    publisher: str
    dated: date | None
    published: date | None
    doc_no: str
    valid: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class County:
    """The county, its bureau and its site. `code` is the 机构代码, `id_code` the site's 标识码."""

    name: str
    bureau: str
    code: str
    domain: str
    id_code: str
    phone: str
    sample: bool
    sample_day: date | None
    disclosed: tuple[Disclosed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Where complaints go."""

    phone: str
    email: str
    address: str

    def __bool__(self) -> bool:
        return bool(self.phone or self.email or self.address)


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffMember:
    """One of an office's staff."""

    name: str
    post: str
    duties: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Committee:
    """A mediation committee and the unit that set it up."""

    name: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Adviser:
    """The legal adviser of a village; `name` is empty where it is not public."""

    village: str
    name: str
    firm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A judicial office. `town` is its 辖区, `since` the day it was set up."""

    id: str
    name: str
    type: str
    since: date | None
    town: str
    villages: tuple[str, ...]
    address: str
    phone: str
    hours: str
    email: str
    complaints: Contact
    staff: tuple[StaffMember, ...]
    committees: tuple[Committee, ...]
    stations: tuple[str, ...]
    advisers: tuple[Adviser, ...]
    disclosed: tuple[Disclosed, ...]

    @property
    def names_advisers(self) -> bool:
        """Whether any adviser's name is to be shown."""
        return any(adviser.name for adviser in self.advisers)


def county_of(data: Data) -> County:
    """The county's view from its record or public view."""
    name, web = _text(data, "名称"), _group(data, "网站")
    bureau = _text(data, "司法局") or f"{name}司法局"
    return County(
        name=name,
        bureau=bureau,
        code=_text(data, "机构代码"),
        domain=_text(web, "域名"),
        id_code=_text(web, "标识码"),
        phone=_text(data, "电话"),
        sample=bool(data.get("示例数据")),
        sample_day=_day(data.get("示例日期")),
        disclosed=_disclosed(data, bureau),
    )


def office_of(office: str, data: Data) -> Office:
    """An office's view from its record or public view; without a 名称 it is called by its id."""
    area, legal = _group(data, "辖区"), _group(data, "公共法律服务")
    name = _text(data, "名称") or office
    return Office(
        id=office,
        name=name,
        type=_text(data, "类型"),
        since=_day(data.get("设立日期")),
        town=_text(area, "名称"),
        villages=_texts(area, "村居"),
        address=_text(data, "地址"),
        phone=_text(data, "电话"),
        hours=_text(data, "办公时间"),
        email=_text(data, "邮箱"),
        complaints=_contact(_group(data, "投诉举报")),
        staff=tuple(_person(item) for item in _items(data, "人员")),
        committees=tuple(
            Committee(name=_text(item, "名称"), unit=_text(item, "设立单位"))
            for item in _items(data, "调解委员会")
        ),
        stations=_texts(legal, "站点"),
        advisers=tuple(_adviser(item) for item in _items(legal, "村居法律顾问")),
        disclosed=_disclosed(data, name),
    )


def disclosed_of(head: Data, *, publisher: str, title: str = "", href: str = "") -> Disclosed:
    """An entry from a record's 信息公开 or the head of a text page, which names some keys else."""
    return Disclosed(
        index_no=_text(head, "索引号"),
        title=title or _text(head, "名称"),
        column=_text(head, "分类") or _text(head, "类别"),
        publisher=_text(head, "发布机构") or publisher,
        dated=_day(head.get("成文日期") or head.get("形成日期")),
        published=_day(head.get("公开日期") or head.get("发布日期")),
        doc_no=_text(head, "文号"),
        valid=_text(head, "有效性") or "有效",
        href=href or _text(head, "页面"),
    )


def _disclosed(data: Data, publisher: str) -> tuple[Disclosed, ...]:
    return tuple(disclosed_of(item, publisher=publisher) for item in _items(data, "信息公开"))


def _contact(data: Data) -> Contact:
    return Contact(
        phone=_text(data, "电话"), email=_text(data, "邮箱"), address=_text(data, "地址")
    )


def _person(item: Data) -> StaffMember:
    return StaffMember(
        name=_text(item, "姓名"), post=_text(item, "职务"), duties=_texts(item, "职责")
    )


def _adviser(item: Data) -> Adviser:
    return Adviser(village=_text(item, "村居"), name=_text(item, "姓名"), firm=_text(item, "单位"))


def _text(data: Data, key: str) -> str:
    value = data.get(key)
    return "" if value is None else str(value)


def _texts(data: Data, key: str) -> tuple[str, ...]:
    return tuple(str(value) for value in data.get(key) or ())


def _group(data: Data, key: str) -> Data:
    value = data.get(key)
    return value if isinstance(value, Mapping) else {}


def _items(data: Data, key: str) -> list[Data]:
    return [item for item in data.get(key) or () if isinstance(item, Mapping)]


def _day(value: Any) -> date | None:
    return value if isinstance(value, date) else None
