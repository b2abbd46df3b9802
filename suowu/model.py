"""The frozen values that one stage hands to the next.

Why some are named tuples: there are a hundred for each case, kept from build to build, and these
are made and read back several times faster.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

Data: TypeAlias = Mapping[str, Any]
"""A mapping as YAML gives it: str, int, float, bool, None, date, list and dict only."""

Where: TypeAlias = tuple[str | int, ...]
"""Keys and list positions leading to a value inside a file, e.g. ("外出", 0, "止")."""

EMPTY: Data = MappingProxyType({})

LEVELS = ("错误", "停发", "违规", "提醒")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing to tell the clerk; the text and JSON outputs are both made from it.

    `path` is the file as the user would type it; `line` and `column` count from 1 (0: whole file).
    `days_late` is in the rule's own unit.
    """

    level: str
    path: str
    line: int = 0
    column: int = 0
    office: str | None = None
    kind: str | None = None
    record: str | None = None
    field: str | None = None
    rule: str = "schema"
    clause: str | None = None
    message: str
    hint: str | None = None
    due: date | None = None
    days_late: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file that was read: its path as shown, its bytes' digest, and its data if it parsed.

    `rel` is posix and relative to its own root (records/, content/ or templates/).
    """

    rel: str
    path: str
    digest: str
    data: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A Markdown page of content/: front matter and body."""

    rel: str
    path: str
    digest: str
    meta: Data
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeShape:
    """A notice template: YAML front matter (名称, 触发, 起算, 期限, 渠道, …) and Jinja body."""

    kind: str
    id: str
    path: str
    meta: Data
    template: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A folder under templates/kinds or templates/registers.

    `schema` is Cerberus with named types expanded and without `meta`;
    `fields` maps a dotted path without list positions to its meta (说明, 公开, 类, 引用, 唯一, …).
    `scope` is 所 (one file an office), 县 (one file a county), 案 (a case) or 簿 (a register).
    """

    id: str
    name: str
    scope: str
    path: str
    digest: str
    schema: Data
    fields: Mapping[str, Data]
    meta: Data
    page: str | None = None
    notices: tuple[NoticeShape, ...] = ()
    forms: tuple[Source, ...] = ()
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One entry of content/rules; `word` is its vocabulary word and `args` what stands under it."""

    id: str
    name: str
    clause: str
    basis: str
    layer: str
    verified: bool
    since: date
    until: date | None
    kind: str
    level: str
    word: str
    args: Any
    meta: Data
    path: str
    topic: str
    examples: tuple[Data, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One good record. `office` is "county" for the county's own files.

    `id` is the file's stem, for a register `<year>/<register>`, for office.yml `office`.
    `data` must not be changed by anyone.
    """

    office: str
    kind: str
    id: str
    path: str
    digest: str
    data: Data

    @property
    def key(self) -> str:
        """`office/kind/id`, unique in a county and sortable."""
        return f"{self.office}/{self.kind}/{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """All that a build reads: one tree, not yet judged.

    `data_files` are the CSV and other files that lie beside records, by path relative to records/.
    `digest` covers every byte read, `shape_digest` all but the records.
    """

    root: str
    digest: str
    shape_digest: str
    records: tuple[Source, ...]
    kinds: Mapping[str, Kind]
    rules: tuple[Rule, ...]
    calendars: Mapping[int, Data]
    pages: tuple[Page, ...]
    templates: Mapping[str, str]
    data_files: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A county whose every record is well formed.

    `offices` maps an office id to its office record, sorted by id; `records` is sorted by key and
    holds every record, offices and county included. `warnings` are 提醒 that do not stop a build.
    """

    raw: Raw
    county: Record
    offices: Mapping[str, Record]
    records: tuple[Record, ...]
    warnings: tuple[Problem, ...] = ()


class Outcome(NamedTuple):
    """What one rule says of one record (or one item of a list in it) at `as_of`.

    state: 已办 (met), 违反 (broken or late), 逾期 (not done and past due), 待办 (not yet due),
    提醒 (advisory), 停发 (publication forbidden), 未公布 (the calendar year is not announced).
    `where` leads to the value that decides; `days_late` counts in the rule's unit; `days_left` in
    calendar days. `counted` lists the days a printed deadline counted, for working days only.
    """

    rule: str
    level: str
    state: str
    where: Where
    message: str
    start: date | None = None
    due: date | None = None
    done: date | None = None
    days_late: int | None = None
    days_left: int | None = None
    counted: tuple[date, ...] = ()
    remind: bool = False


class Notice(NamedTuple):
    """One notice about one record (or one item of it).

    state: 待公示 (approved, not posted), 公示中, 期满, 停发 (withheld, see `reason`), 未公布.
    `slug` is a stable file stem that tells nothing about the person. `view` holds masked,
    allow-listed values only and is what public templates see.
    """

    record: str
    office: str
    kind: str
    shape: str
    name: str
    where: Where
    slug: str
    state: str
    channels: tuple[str, ...]
    clause: str
    approved: date | None
    posted: date | None
    last_day: date | None
    counted: tuple[date, ...]
    view: Data
    reason: str | None = None
    late: int | None = None


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
    `title` is the one-line name for internal lists, `person` who of the staff answers for it
    (empty: the kind does not say); `events` is the dated story for the timeline:
    (date, words, where).
    """

    record: Record
    active: bool
    minor: bool
    title: str
    person: str
    derived: Mapping[str, Any]
    outcomes: tuple[Outcome, ...]
    notices: tuple[Notice, ...]
    forms: tuple[FormDue, ...]
    events: tuple[tuple[date, str, Where], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """The county at `as_of`. `cases` is keyed by Record.key and sorted.

    `public_offices` and `public_county` are allow-listed views; `statistics` holds counts with
    small cells suppressed for the public; `next_change` is the next day on which anything public
    changes, and why. `secrets` are the values that no public byte may hold, `public_values` those
    shown on purpose; both are for the leak gate.
    """

    book: Book
    as_of: date
    cases: Mapping[str, Case]
    problems: tuple[Problem, ...]
    public_county: Data
    public_offices: Mapping[str, Data]
    statistics: Data
    next_change: tuple[date, tuple[str, ...]] | None
    secrets: Mapping[str, Secret] = field(default_factory=dict)
    public_values: frozenset[str] = frozenset()


class Secret(NamedTuple):
    """A non-public value and where it stands; `strict` values may not occur even in fixed words."""

    value: str
    record: str
    field: str
    strict: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One file to be made, as a pure value; nothing has touched a disk yet.

    `path` is relative to site/ (e.g. public/offices/qinghe.html). `audience` is public, internal
    or print. `frame` names the HTML frame it is poured into ("" for none). `digest` covers the
    view, the template chain and the tool version: same digest, same bytes. `search` is the text
    for the search index (None: kept out of it).
    """

    path: str
    audience: str
    template: str
    view: Data
    digest: str
    frame: str = ""
    title: str = ""
    sources: tuple[str, ...] = ()
    head: Data = field(default_factory=dict)
    search: str | None = None
