"""Rows of lists: deadlines with bucket and colour, records and registers with their counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Final, Literal, NamedTuple, TypeAlias, TypedDict, TypeVar

from suowu import wording
from suowu.definitions import Kind
from suowu.derive.views import state_of
from suowu.explain import Step
from suowu.grammar.kinds import ACTIVE, CLOSED
from suowu.ledger import Case
from suowu.model import Data, Outcome
from suowu.problems import cited, field_of
from suowu.render.context import SiteContext
from suowu.render.templates import tone_of
from suowu.rules.outcomes import SOON
from suowu.values import steps_of, values_at

NEAR: Final = 30
_FINDING: Final = "结果"  # the row says it already

BucketId: TypeAlias = Literal[
    "overdue", "broken", "7", "30", "later", "remind", "withheld", "unknown", "done"
]
_Item = TypeVar("_Item")


class Bucket(NamedTuple):
    """A heap of deadlines of one urgency. `choice` is its word in a filter, `unfold` what opens it
    where it is folded away.
    """

    id: BucketId
    heading: str
    choice: str = ""
    unfold: str = ""


BUCKETS: Final[Mapping[BucketId, Bucket]] = {
    bucket.id: bucket
    for bucket in (
        Bucket("overdue", "已逾期", "已逾期"),
        Bucket("broken", "已查明的迟办和缺项", unfold="展开迟办和缺项"),
        Bucket("7", f"{SOON} 日内到期", f"{SOON} 日内"),
        Bucket("30", f"{NEAR} 日内到期", f"{NEAR} 日内"),
        Bucket("later", f"{NEAR} 日以后", unfold=f"展开 {NEAR} 日以后的事项"),
        Bucket("remind", "提醒", unfold="展开提醒"),
        Bucket("withheld", "停发"),
        Bucket("unknown", "日历未公布"),
        Bucket("done", "已按规定办理"),
    )
}
"""Every bucket in the order in which a dossier lists them."""

_OF_STATE: Final[Mapping[str, BucketId]] = {
    "逾期": "overdue",
    "违反": "broken",
    "停发": "withheld",
    "提醒": "remind",
    "已办": "done",
    "未公布": "unknown",
}


_STATES: Final[Mapping[str, str]] = {ACTIVE: "open", CLOSED: "done"}


class StepPart(TypedDict):
    """A day, or days of one sort, or an amount the law once named; `counts` says if it counts."""

    label: str
    says: str
    counts: bool


class StepRow(TypedDict):
    """One step to a due day. `source` is the file, with its folder, and the line."""

    label: str
    says: str
    source: str
    parts: list[StepPart]


class DeadlineRow(TypedDict):
    """One outcome as a row. A mapping, not a class: templates read subscripts faster."""

    state: str
    level: str
    rule: str
    name: str
    verified: bool
    clause_href: str | None
    message: str
    start: date | None
    due: date | None
    done: date | None
    steps: list[StepRow]
    where: str
    bucket: BucketId
    tone: str
    standing: str
    cited: str


class RecordRow(TypedDict):
    """A record in a list, with how many of its deadlines are past, broken or near."""

    id: str
    title: str
    href: str
    office: str
    office_name: str
    active: bool
    state: str
    state_tone: str
    minor: bool
    overdue: int
    broken: int
    soon: int


class RegisterRow(TypedDict):
    """A register of one office and year, with its entries and what is missing."""

    office: str
    office_name: str
    name: str
    year: str
    href: str
    gaps: int
    entries: int


def deadline_row(
    context: SiteContext, outcome: Outcome, *, steps: Sequence[Step] = ()
) -> DeadlineRow:
    """One outcome as a row: what, by when, how late, by which article, and how that came out."""
    rule = context.rules.get(outcome.rule)
    return {
        "state": outcome.told,
        "level": outcome.level,
        "rule": outcome.rule,
        "name": rule.name if rule else outcome.rule,
        "verified": rule.verified if rule else True,
        "clause_href": context.links.get(outcome.rule),
        "message": wording.with_chinese_dates(outcome.message),
        "start": outcome.start,
        "due": outcome.due,
        "done": outcome.done,
        "steps": [_step(context, step) for step in steps if step.label != _FINDING],
        "where": where_words(outcome.where),
        "bucket": bucket_of(outcome),
        "tone": _tone(outcome),
        "standing": _standing(outcome),
        "cited": cited(rule.clause, rule.basis) if rule else "",
    }


def record_row(context: SiteContext, case: Case) -> RecordRow:
    """A record in a list."""
    record = case.record
    state = state_of(context.kind_of(case), case.scope)
    buckets = [bucket_of(outcome) for outcome in case.outcomes]
    return {
        "id": record.id,
        "title": case.title,
        "href": context.href(record),
        "office": record.office,
        "office_name": context.office_name(record.office),
        "active": case.active,
        "state": state,
        "state_tone": tone_of_state(state),
        "minor": case.minor,
        "overdue": buckets.count("overdue"),
        "broken": buckets.count("broken"),
        "soon": buckets.count("7") + buckets.count("30"),
    }


def register_row(context: SiteContext, case: Case) -> RegisterRow:
    """A register in a list."""
    row = record_row(context, case)
    return {
        "office": row["office"],
        "office_name": row["office_name"],
        "name": context.kind_of(case).name,
        "year": case.record.id.partition("/")[0],
        "href": row["href"],
        "gaps": row["overdue"] + row["broken"],
        "entries": len(entries_of(case)),
    }


def entries_of(case: Case) -> Sequence[Data]:
    """The entries of a register: the first list in its record."""
    return next((value for value in case.record.data.values() if isinstance(value, list)), [])


def bucket_of(outcome: Outcome) -> BucketId:
    """Which heap of the board an outcome lies on."""
    if outcome.told in _OF_STATE:
        return _OF_STATE[outcome.told]
    if outcome.days_left is None or outcome.days_left > NEAR:
        return "later"
    return "7" if outcome.days_left <= SOON else "30"


def tone_of_state(state: str) -> str:
    """The colour of a case's state: one of its kind's own asks to be looked at."""
    return _STATES.get(state, "soon")


def where_words(where: tuple[str | int, ...]) -> str:
    """("外出", 0, "止") → 外出 第1项 止."""
    return field_of(where, between=" ") or ""


def answerable(case: Case, kind: Kind) -> str:
    """Who of the office's staff answers for a record: the kind says where, else the first named."""
    if case.person:
        return case.person
    named = (path for path, meta in kind.metas.items() if meta.get("引用") == "所:人员.姓名")
    found = (value for path in named for _, value in values_at(case.record.data, steps_of(path)))
    return next((value for value in found if isinstance(value, str) and value), "")


def by(items: Iterable[_Item], key: Callable[[_Item], str]) -> dict[str, list[_Item]]:
    """Items grouped by a key, in the order they came."""
    groups: dict[str, list[_Item]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return groups


def _step(context: SiteContext, step: Step) -> StepRow:
    """One step with its place. A condition comes without its parts: `explain` tells them."""
    parts = () if step.holds is not None else step.parts
    return {
        "label": step.label,
        "says": wording.with_chinese_dates(step.says),
        "source": _source(context, step),
        "parts": [_part([*days]) for _, days in groupby(parts, key=_sort)],
    }


def _source(context: SiteContext, step: Step) -> str:
    """`correction/2026-001.yml:12`, `parameters/correction.yml:6`; empty without a file."""
    if not step.path:
        return ""
    line, _ = context.locate(step.path, step.where)
    path = "/".join(step.path.split("/")[-2:])
    return f"{path}:{line}" if line else path


def _sort(part: Step) -> object:
    """Rest days of one reason in a row are one part; all else stands alone."""
    return part.says if part.holds is False and _is_day(part) else id(part)


def _part(found: Sequence[Step]) -> StepPart:
    first = found[0]
    return {
        "label": _days(found) if _is_day(first) else "",
        "says": wording.with_chinese_dates(first.says),
        "counts": first.holds is not False,
    }


def _is_day(part: Step) -> bool:
    return part.label[:1].isdigit()


def _days(found: Sequence[Step]) -> str:
    """3月6日（五）; of several days 3月7日至8日, 1月31日至2月1日."""
    first, last = (date.fromisoformat(part.label[:10]) for part in (found[0], found[-1]))
    if first == last:
        return f"{wording.day_and_month(first)}（{wording.weekday(first)[-1]}）"
    month = f"{last.month}月" if last.month != first.month else ""
    return f"{wording.day_and_month(first)}至{month}{last.day}日"


def _tone(outcome: Outcome) -> str:
    """The colour of its badge, which only repeats the words."""
    reminds = outcome.state == "逾期" and outcome.level == "提醒"
    return "soon" if reminds or bucket_of(outcome) == "7" else tone_of(outcome.told)


def _standing(outcome: Outcome) -> str:
    """Where it stands, in one word or two."""
    if outcome.told == "违反":
        return "迟办" if outcome.days_late else "违规"
    if outcome.state == "待办" and outcome.days_left is not None:
        return "今日到期" if outcome.days_left == 0 else f"还有 {outcome.days_left} 日"
    return outcome.told
