"""County and Office: typed views of county.yml and office.yml; the names of their keys stand here.

Each is made from a record or from its public view alike: what the view leaves out is empty.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from suowu.disclosure import Disclosed, disclosed_in
from suowu.model import Data
from suowu.values import as_day, items_in, text_in
from suowu.wording import written

_HANDBOOK: Final = "《司法所规范化建设指导手册》"
"""What notices cite in a county that does not say the full title of its handbook."""


@dataclass(frozen=True, slots=True, kw_only=True)
class County:
    """The county, its bureau and its site. `code` is the 机构代码, `id_code` the site's 标识码,
    `icp` and `police` its numbers with the ministry and the police, `mistakes` where readers tell
    of its mistakes.

    `handbook` is the title that public notices cite; `on_the_web` are the notices (kind/notice)
    that the county has decided to put on its site, each with the number of open cases below which
    an office keeps it on its board (None: as the law has it); `dated_on_the_web` are those that
    show exact days there too.
    """

    name: str
    bureau: str
    code: str
    domain: str
    id_code: str
    icp: str
    police: str
    mistakes: str
    phone: str
    fax: str
    address: str
    hours: str
    email: str
    web: str
    handbook: str
    on_the_web: Mapping[str, int | None]
    dated_on_the_web: frozenset[str]
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
    phone: str


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


@dataclass(frozen=True, slots=True)
class Office(Mapping[str, Any]):
    """A judicial office: its record or public view, with a typed attribute for what pages show.

    It is the mapping itself too, so that two of them are compared in the words of the record.
    """

    id: str
    data: Data

    def __getitem__(self, key: str) -> Any:
        return self.data[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.data)

    def __len__(self) -> int:
        return len(self.data)

    def __str__(self) -> str:
        return written(dict(self.data))

    @property
    def former(self) -> tuple[str, ...]:
        """The folders that it had, or that offices now merged into it had; its own first one
        comes first."""
        return _texts(self, "原目录")

    @property
    def lasting_id(self) -> str:
        """The folder that it had first: what its addresses are made of."""
        return self.former[0] if self.former else self.id

    @property
    def name(self) -> str:
        """The 名称; the id if the view has none."""
        return text_in(self, "名称") or self.id

    @property
    def type(self) -> str:
        """大型, 中型 or 小型."""
        return text_in(self, "类型")

    @property
    def since(self) -> date | None:
        """The day it was set up."""
        return as_day(self.get("设立日期"))

    @property
    def town(self) -> str:
        """The town or street that it serves."""
        return text_in(_group(self, "辖区"), "名称")

    @property
    def villages(self) -> tuple[str, ...]:
        """The villages and communities of its town."""
        return _texts(_group(self, "辖区"), "村居")

    @property
    def address(self) -> str:
        """Where it is."""
        return text_in(self, "地址")

    @property
    def phone(self) -> str:
        """Its public telephone."""
        return text_in(self, "电话")

    @property
    def hours(self) -> str:
        """When it is open."""
        return text_in(self, "办公时间")

    @property
    def email(self) -> str:
        """Its public mail address."""
        return text_in(self, "邮箱")

    @property
    def complaints(self) -> Contact:
        """Where complaints about it go."""
        group = _group(self, "投诉举报")
        return Contact(
            phone=text_in(group, "电话"),
            email=text_in(group, "邮箱"),
            address=text_in(group, "地址"),
        )

    @property
    def staff(self) -> tuple[StaffMember, ...]:
        """Its staff in the order of the record."""
        return tuple(
            StaffMember(
                name=text_in(one, "姓名"),
                post=text_in(one, "职务"),
                duties=_texts(one, "职责"),
                phone=text_in(one, "办公电话"),
            )
            for one in items_in(self, "人员")
        )

    @property
    def committees(self) -> tuple[Committee, ...]:
        """The mediation committees of its town."""
        items = items_in(self, "调解委员会")
        return tuple(
            Committee(name=text_in(item, "名称"), unit=text_in(item, "设立单位")) for item in items
        )

    @property
    def stations(self) -> tuple[str, ...]:
        """The legal service stations that it has."""
        return _texts(_group(self, "公共法律服务"), "站点")

    @property
    def advisers(self) -> tuple[Adviser, ...]:
        """The legal advisers of its villages."""
        return tuple(
            Adviser(
                village=text_in(item, "村居"),
                name=text_in(item, "姓名"),
                firm=text_in(item, "单位"),
            )
            for item in items_in(_group(self, "公共法律服务"), "村居法律顾问")
        )

    @property
    def names_advisers(self) -> bool:
        """Whether any adviser's name is to be shown."""
        return any(adviser.name for adviser in self.advisers)

    @property
    def disclosed(self) -> tuple[Disclosed, ...]:
        """What it lists as disclosed."""
        return disclosed_in(self, self.name)


def county_of(data: Data) -> County:
    """The county's view from its record or public view."""
    name, web = text_in(data, "名称"), _group(data, "网站")
    bureau = text_in(data, "司法局") or f"{name}司法局"
    return County(
        name=name,
        bureau=bureau,
        code=text_in(data, "机构代码"),
        domain=text_in(web, "域名"),
        id_code=text_in(web, "标识码"),
        icp=text_in(web, "ICP备案号"),
        police=text_in(web, "公安备案号"),
        mistakes=text_in(web, "找错网址"),
        phone=text_in(data, "电话"),
        fax=text_in(data, "传真"),
        address=text_in(data, "地址"),
        hours=text_in(data, "办公时间"),
        email=text_in(data, "邮箱"),
        web=text_in(data, "网址"),
        handbook=text_in(data, "手册") or _HANDBOOK,
        on_the_web={
            text_in(each, "公示"): each.get("最少在册") for each in items_in(data, "网上公示")
        },
        dated_on_the_web=frozenset(
            text_in(each, "公示")
            for each in items_in(data, "网上公示")
            if each.get("写明日期") is True
        ),
        sample=bool(data.get("示例数据")),
        sample_day=as_day(data.get("示例日期")),
        disclosed=disclosed_in(data, bureau),
    )


def office_of(data: Data, *, id: str = "") -> Office:
    """The office's view from its record or public view."""
    return Office(id, data)


def bureau_of(county: County) -> Office:
    """The county bureau as the office of what the county itself puts out."""
    return Office("county", {"名称": county.bureau, "地址": county.address, "电话": county.phone})


def _texts(data: Data, key: str) -> tuple[str, ...]:
    return tuple(str(value) for value in data.get(key) or ())


def _group(data: Data, key: str) -> Data:
    value = data.get(key)
    return value if isinstance(value, Mapping) else {}
