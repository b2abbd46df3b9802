"""Ledger: the county at a day — what the rules say of every record — and the documents made of it.

Why some are named tuples: there are a hundred for each case, kept from build to build, and these
are made and read back several times faster.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, NamedTuple, TypeAlias

from suowu.addresses import Addresses
from suowu.definitions import Definitions
from suowu.index_numbers import NumberedDocument
from suowu.model import Data, Outcome, Problem, Record, Where
from suowu.rules.scopes import Scope
from suowu.watched import DaySpan

NoticeState: TypeAlias = Literal["待公示", "公示中", "期满", "停发", "未公布"]
Audience: TypeAlias = Literal["public", "internal", "print"]


WhyLeftOut: TypeAlias = Literal["错误", "草稿", "所"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A case or register that counts nowhere.

    `why`: it has an 错误, is a 草稿, or its 所 has an office.yml that is of no use. `problems` are
    what fences it, `trace` what the program stumbled over in it. `data` and `text` are what is in
    it (either may be empty): no public byte may hold it all the same. `rel` is below records/.
    """

    office: str
    kind: str
    id: str
    path: str
    rel: str
    why: WhyLeftOut
    problems: tuple[Problem, ...] = ()
    data: Data
    text: str = ""
    trace: str = ""

    @property
    def key(self) -> str:
        """As Record.key."""
        return f"{self.office}/{self.kind}/{self.id}"

    @property
    def shown_path(self) -> str:
        """The file, wherever the records lie."""
        return f"records/{self.rel}"

    @property
    def listed(self) -> dict[str, str]:
        """As report.json and other programs are told of it."""
        said = {"office": self.office, "kind": self.kind, "record": self.id}
        return {**said, "path": self.shown_path, "why": self.why}


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A county as far as its records are well formed; `digest` covers the bytes of all.

    `offices` maps an office id to its office record, sorted by id; `records` is sorted by key and
    holds every record that counts, offices and county included; `left_out` are the other ones.
    `problems` are those of all files. Without `addresses` no notice comes on the web;
    `index_numbers` are the 索引号 that were given, by document.
    """

    digest: str
    county: Record
    offices: Mapping[str, Record]
    records: tuple[Record, ...]
    left_out: tuple[LeftOut, ...] = ()
    problems: tuple[Problem, ...] = ()
    addresses: Addresses | None = None
    index_numbers: Mapping[str, NumberedDocument] = field(default_factory=dict)

    def office_digest(self, office: str) -> str:
        """The digest of an office's own record; empty for the county, which has none."""
        own = self.offices.get(office)
        return own.digest if own else ""


class Notice(NamedTuple):
    """One notice about one record (or one item of it).

    state: 待公示 (approved, not posted), 公示中, 期满, 停发 (withheld, see `reason`), 未公布.
    `grounds` is what the day it was `approved` is called: 批准日期, 裁定日期.
    `slug` is a stable file stem that tells nothing about the person. `view` holds masked,
    allow-listed values only and is what public templates see, `poster` what paper says where that
    is more. `off_web` says why a notice for the web is kept on the board; `open_ended` that
    `last_day` is but the last that the announced holidays reach.
    """

    record: str
    office: str
    kind: str
    shape: str
    name: str
    where: Where
    slug: str
    state: NoticeState
    channels: tuple[str, ...]
    clause: str
    approved: date | None
    grounds: str
    posted: date | None
    last_day: date | None
    counted: tuple[date, ...]
    view: Data
    reason: str | None = None
    late: int | None = None
    off_web: str = ""
    open_ended: str = ""
    poster: Data | None = None

    @property
    def on_paper(self) -> Data:
        """What posters and proofs show: the masked view, exact days and all."""
        return self.view if self.poster is None else self.poster


class FormDue(NamedTuple):
    """One form to print: `where` leads to the list item it is about (empty: the whole record)."""

    record: str
    form: str
    name: str
    where: Where
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A record with everything that was worked out about it at `as_of`.

    `derived` are the 推算 fields by dotted path; `active` says whether it is 在办;
    `scope` is the record as rules and forms see it; `title` is the one-line name for internal
    lists, `person` who of the staff answers for it
    (empty: the kind does not say); `events` is the dated story for the timeline:
    (date, words, where); `common` says that every font has all its characters. `made_of` is a
    digest of all that its outcomes follow from: record, office, county, law, other records, and
    the `days` on which they would be the same.
    """

    record: Record
    scope: Scope
    active: bool
    minor: bool
    title: str
    person: str
    derived: Mapping[str, Any]
    outcomes: tuple[Outcome, ...]
    notices: tuple[Notice, ...]
    forms: tuple[FormDue, ...]
    events: tuple[tuple[date, str, Where], ...]
    common: bool = True
    made_of: str
    days: DaySpan


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """The county at `as_of`. `cases` is keyed by Record.key and sorted.

    `public_offices` and `public_county` are allow-listed views; `statistics` holds counts with
    small cells suppressed for the public; `next_change` is the next day on which anything public
    changes, and why. `secrets` are the values that no public byte may hold, `public_values` those
    shown on purpose; both are for the leak gate. `disclosed` are the public tables of registers by
    office.
    """

    book: Book
    definitions: Definitions
    as_of: date
    cases: Mapping[str, Case]
    problems: tuple[Problem, ...]
    public_county: Data
    public_offices: Mapping[str, Data]
    statistics: Data
    next_change: tuple[date, tuple[str, ...]] | None
    secrets: Mapping[str, Secret] = field(default_factory=dict)
    public_values: frozenset[str] = frozenset()
    disclosed: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)

    @property
    def publishable(self) -> bool:
        """Whether no 错误 forbids publishing it: one that fences its own record does not."""
        fenced = {problem for each in self.book.left_out for problem in each.problems}
        return not any(p.level == "错误" and p not in fenced for p in self.problems)

    @property
    def faultless(self) -> bool:
        """Whether there is no 错误 at all."""
        return not any(problem.level == "错误" for problem in self.problems)


class Secret(NamedTuple):
    """A non-public value and where it stands; `strict` ones tell who it is wherever they stand.

    `sort` is its 类, `spread` the number of records that hold it.
    """

    value: str
    record: str
    field: str
    strict: bool
    sort: str = ""
    spread: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One file to be made, as a pure value; nothing has touched a disk yet.

    `path` is relative to site/ (e.g. public/offices/qinghe.html). `audience` is public, internal
    or print. `frame` names the HTML frame it is poured into ("" for none). `digest` covers the
    view, the template chain and the tool version: same digest, same bytes. `search` is the text
    for the search index (None: kept out of it).
    """

    path: str
    audience: Audience
    template: str
    view: Data
    digest: str
    frame: str = ""
    title: str = ""
    sources: tuple[str, ...] = ()
    head: Data = field(default_factory=dict)
    search: str | None = None
