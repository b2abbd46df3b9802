"""Definitions: what the law and the shapes say, compiled and checked before any record is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from suowu.calendars import Calendar
from suowu.fields import Field
from suowu.grammar.conditions import Condition
from suowu.grammar.documents import ON_THE_WEB, ClauseEntry, NoticeHead, PageHead, Signed
from suowu.grammar.forms import FormFile
from suowu.grammar.kinds import KindFile, KindScope
from suowu.grammar.leaves import Parameter
from suowu.grammar.rules import Rule
from suowu.grammar.sorts import sorts_of
from suowu.grammar.workflows import Workflow
from suowu.model import Data, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A Markdown page of content/ with its head; parameters are not yet put into `body`."""

    rel: str
    path: str
    digest: str
    head: PageHead
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeTemplate:
    """A notice of a kind: its head, and the Jinja text of its matter, `above` lines further down
    in the file."""

    kind: str
    id: str
    path: str
    head: NoticeHead
    text: str
    above: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form of a kind with the pieces it uses filled in; `data` is what was written.

    `digest` covers the file and every piece it may use.
    """

    id: str
    path: str
    digest: str
    file: FormFile
    data: Data

    @property
    def name(self) -> str:
        """The title printed on it."""
        return self.file.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A folder under templates/kinds or templates/registers.

    `schema` is Cerberus with named types written out; `metas` maps a dotted path without list
    positions to what is said of the field; `fields` is both as one tree, derived fields included.
    `page` is the text of its own page template; `public_if` are the 公开条件 of lists by path,
    `public` says of each field that may be public how, by path: nothing else ever is.
    `notices_unread` are notices whose heads are wrong: nothing is told of what names them.
    """

    id: str
    path: str
    digest: str
    file: KindFile
    schema: Data
    metas: Mapping[str, Data]
    fields: Mapping[str, Field]
    page: str | None = None
    notices: tuple[NoticeTemplate, ...] = ()
    notices_unread: frozenset[str] = frozenset()
    forms: Mapping[str, Form] = field(default_factory=dict)
    examples: Mapping[str, Data] = field(default_factory=dict)
    public_if: Mapping[str, Condition] = field(default_factory=dict)
    public: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What the kind is called on pages."""
        return self.file.name

    @property
    def scope(self) -> KindScope:
        """所 one file an office, 县 one a county, 案 a case, 簿 a register."""
        return self.file.scope

    @property
    def draws(self) -> bool:
        """Whether its records draw lots (抽签)."""
        return any(each.draw for each in self.file.derived.values())

    @property
    def fenced(self) -> bool:
        """Whether an 错误 in one of its records leaves out that one and nothing else."""
        return self.scope in ("案", "簿")

    @property
    def personal(self) -> bool:
        """Whether its records are about people other than the office's staff."""
        return not self.file.impersonal and any(
            sorts_of(path, meta) & {"姓名", "身份证号"} or meta.get("公开") == "姓某"
            for path, meta in self.metas.items()
            if not meta.get("引用")
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Definitions:
    """All that content/ and templates/ say, each part checked against the others.

    `digest` covers every byte of both; `planned` names kinds that records may be kept of but that
    are not built yet, `unread` kinds whose files are wrong; `notice_forms` are posters and proof;
    `search_words` are what readers call a page or a section of it (guide.md#mediation);
    `signed` is what the leak gate lets pass, by `signed_file`; `clauses` are the numbered clauses
    of the handbook, `workflows` the steps of matters by the name of their file.
    With a 错误 among `problems` nothing may be published from them.
    """

    digest: str
    kinds: Mapping[str, Kind]
    rules: tuple[Rule, ...]
    parameters: Mapping[str, Parameter]
    calendar: Calendar
    pages: tuple[Page, ...]
    templates: Mapping[str, str]
    notice_forms: Mapping[str, Form] = field(default_factory=dict)
    planned: Mapping[str, str] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()
    search_words: Mapping[str, str] = field(default_factory=dict)
    signed: Signed = field(default_factory=Signed)
    clauses: Mapping[str, ClauseEntry] = field(default_factory=dict)
    workflows: Mapping[str, Workflow] = field(default_factory=dict)
    signed_file: str = ""
    problems: tuple[Problem, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether nothing in them is wrong."""
        return not any(problem.level == "错误" for problem in self.problems)

    def parameter(self, name: str, day: date) -> str:
        """A parameter's value on a day with its unit, `7 日`; "" before its first."""
        step = self.parameters[name].on(day)
        return f"{step.value:g} {self.parameters[name].unit}" if step else ""


def web_notices(definitions: Definitions) -> frozenset[str]:
    """The notices that a county may decide to put on the web too, as kind/notice."""
    return frozenset(
        f"{notice.kind}/{notice.id}"
        for kind in definitions.kinds.values()
        for notice in kind.notices
        if ON_THE_WEB in notice.head.channels
    )
