"""Records, problems and outcomes: the values that every stage knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, TypeAlias

Data: TypeAlias = Mapping[str, Any]
"""A mapping as YAML gives it: str, int, float, bool, None, date, list and dict only."""

Where: TypeAlias = tuple[str | int, ...]
"""Keys and list positions leading to a value inside a file, e.g. ("外出", 0, "止")."""

EMPTY: Data = MappingProxyType({})

Level: TypeAlias = Literal["错误", "停发", "违规", "提醒"]
State: TypeAlias = Literal["已办", "违反", "逾期", "待办", "提醒", "停发", "未公布"]
LEVELS: tuple[Level, ...] = ("错误", "停发", "违规", "提醒")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing to tell the clerk; the text and JSON outputs are both made from it.

    `path` is the file as the user would type it; `line` and `column` count from 1 (0: whole file).
    `days_late` is in the rule's own unit.
    """

    level: Level
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
class TextFile:
    """A file of words or shapes: its paths as in Source, and its text.

    `below` is the number of lines above `text` in the file (of a page's head: the first ---).
    """

    rel: str
    path: str
    digest: str
    text: str
    below: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """All that a build reads, not yet judged: facts, shapes and words.

    `shapes` and `words` are the text files of templates/ and content/ by their path below it,
    `data_files` the CSV and other files beside records. `digest` covers every byte read,
    `definitions_digest` all but the records. `address_key` is the text of addresses.key, if any.
    """

    root: str
    digest: str
    definitions_digest: str
    records: tuple[Source, ...]
    shapes: Mapping[str, TextFile]
    words: Mapping[str, TextFile]
    data_files: Mapping[str, str]
    problems: tuple[Problem, ...] = ()
    address_key: str | None = field(default=None, repr=False)


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


class Outcome(NamedTuple):
    """What one rule says of one record (or one item of a list in it) at `as_of`.

    state: 已办 (met), 违反 (broken or late), 逾期 (not done and past due), 待办 (not yet due),
    提醒 (advisory), 停发 (publication forbidden), 未公布 (the calendar year is not announced).
    `where` leads to the value that decides, `since` to the day that started it; `days_late` counts
    in the rule's unit; `days_left` in calendar days. `counted` lists the days a printed deadline
    counted, for working days only.
    """

    rule: str
    level: Level
    state: State
    where: Where
    message: str
    start: date | None = None
    due: date | None = None
    done: date | None = None
    days_late: int | None = None
    days_left: int | None = None
    counted: tuple[date, ...] = ()
    remind: bool = False
    since: Where = ()

    @property
    def told(self) -> State:
        """The state as people are told it: what a rule of level 提醒 finds broken is a 提醒."""
        return "提醒" if self.level == "提醒" and self.state == "违反" else self.state
