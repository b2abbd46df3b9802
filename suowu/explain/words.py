"""Words explained: what 须, 人数, 次数, 提示 and 公示 looked at, and what they found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial

from suowu.calendars import inclusive_days
from suowu.definitions import Kind, NoticeTemplate
from suowu.explain.conditions import condition_step, members_step
from suowu.explain.deadlines import counted_steps, sources_text
from suowu.explain.steps import (
    Step,
    amount_step,
    dated,
    finding_step,
    held,
    is_elsewhere,
    is_named,
    step_in,
    told,
)
from suowu.grammar.conditions import Amount, PathOrSet, Set
from suowu.grammar.leaves import Path
from suowu.grammar.rules import (
    Advice,
    Frequency,
    Headcount,
    MonthSheets,
    Must,
    Posting,
    Rule,
    Running,
)
from suowu.law_text import every_text, number_text, path_text
from suowu.ledger import Case
from suowu.model import Outcome, Where
from suowu.problems import field_of
from suowu.rules.conditions import holds
from suowu.rules.counts import counted
from suowu.rules.deadlines import ALL
from suowu.rules.failing import said
from suowu.rules.frequencies import duty_of
from suowu.rules.scopes import Scope, day, hits, items, place_at, present, value


def word_steps(case: Case, rule: Rule, *, scope: Scope) -> Iterator[Step]:
    """What the rule's word looked at in one place, and its findings there."""
    if rule.must is not None:
        yield from _must(case, rule.must, scope=scope)
    for number in rule.numbers:
        if len(rule.numbers) > 1:
            yield Step(label="要求", says=number_text(number, scope.law_day))
        yield from _number(case, number, scope=scope)
    if rule.frequency is not None:
        yield from _frequency(case, rule.frequency, scope=scope)
    if rule.advice is not None:
        yield from _advice(case, rule.advice, scope=scope)
    yield from _found(case, rule, scope=scope)


def _found(case: Case, rule: Rule, *, scope: Scope) -> Iterator[Step]:
    depth = len(scope.where)
    found = [o for o in case.outcomes if o.rule == rule.id and o.where[:depth] == scope.where]
    if not found:
        yield Step(label="结果", says="还没有什么可以判断")
    for outcome in found:
        yield finding_step(case, rule, outcome=outcome)


def _must(case: Case, word: Must, *, scope: Scope) -> Iterator[Step]:
    for line in word.lines:
        for item in items(line.each, scope):
            name = line.label
            if line.each is not None:
                name = "　".join(filter(None, (field_of(item.where, between=" "), line.label)))
            if line.given is not None:
                yield condition_step("若", line.given, case=case, scope=item, name=name, brief=True)
            if holds(line.given, item):
                yield condition_step("须", line.must, case=case, scope=item, name=name, brief=True)


# --- 人数 ---------------------------------------------------------------------------------------


def _number(case: Case, word: Headcount, *, scope: Scope) -> Iterator[Step]:
    for wanted in (word.at_least, word.at_most, word.equal, word.ratio):
        if wanted is not None and is_named(wanted):
            yield from amount_step("参数", wanted, scope=scope)
    if word.expected is not None:
        yield _attendance(case, word, expected=word.expected, scope=scope)
    if word.items is not None:
        title = _classed(word) if word.by is not None else None
        kept = {item.where for item in counted(word, scope)} if word.distinct else None
        yield members_step(
            case, "数到", source=word.items, scope=scope, when=word.when, title=title,
            wanting=partial(_again, word, kept),
        )  # fmt: skip
    if word.of is not None:
        yield members_step(case, "比", source=word.of, scope=scope)


def _again(word: Headcount, kept: set[Where] | None, item: Scope) -> str:
    """Whether a person stood there before."""
    again = kept is not None and item.where not in kept and holds(word.when, item)
    return "前面已经算过" if again else ""


def _attendance(case: Case, word: Headcount, *, expected: PathOrSet, scope: Scope) -> Step:
    assert word.present is not None  # the grammar asks for both
    there = {found for found, _ in hits(word.present, scope)}
    field = expected.field if isinstance(expected, Set) else None

    def missing(item: Scope) -> str:
        name = value(field, item) if field is not None else item.item.get("值")
        return "" if name in there else "没有到"

    return members_step(case, "应到", source=expected, scope=scope, wanting=missing)


def _classed(word: Headcount) -> Callable[[Scope], str]:
    def title(item: Scope) -> str:
        assert word.by is not None
        return f"{told(item.item.get('名称'))}　{told(value(word.by, item))}"

    return title


# --- 次数 ---------------------------------------------------------------------------------------


def _frequency(case: Case, word: Frequency, *, scope: Scope) -> Iterator[Step]:
    if word.running is not None:
        lead = f"任何 {word.running.window}内累计不超过 "
        yield from amount_step("限度", word.running.at_most, scope=scope, lead=lead)
    else:
        yield from _duty(case, word, scope=scope)
    yield members_step(
        case, "记录", source=word.records, scope=scope, title=_entry(word),
        wanting=lambda item: _unfilled(word, item),
        by=word.running.first if word.running else None,
    )  # fmt: skip


def _duty(case: Case, word: Frequency, *, scope: Scope) -> Iterator[Step]:
    """From when to when something has to happen so often."""
    span = duty_of(word, scope)
    if span is None:
        yield Step(label="不起算", says=f"{word.start}没有填，这项义务还没有开始")
        return
    first = day(word.start, scope)
    if word.start is not None and first is not None:
        next_day = "，从次日起" if word.next_day else ""
        words = f"{path_text(word.start)}　{dated(first)}{next_day}"
        where = () if is_elsewhere(word.start) else place_at(word.start, scope)
        yield step_in(case, "起算", says=words, where=where)
    if scope.world.in_use == span[0]:
        yield Step(label="启用", says=f"{dated(span[0])}起用本系统记录，以前的不计")
    until = f"至 {dated(span[1])}止" if span[1] != date.max else "没有终止"
    yield Step(label="期间", says=f"{dated(span[0])}起，{until}，{every_text(word)}为一期")
    lead = f"{every_text(word)}不少于 "
    yield from amount_step("次数", word.at_least, scope=scope, lead=lead, unit="次")
    yield from amount_step("宽限", word.grace, scope=scope, lead="一期过后 ")


def _entry(word: Frequency) -> Callable[[Scope], str] | None:
    """How an entry is called: a month with its sums, a term with its days, else its own day."""
    if word.sheets is not None:
        return partial(_sheet, word.sheets)
    if word.label is not None:
        return partial(_about, word, word.label)
    return partial(_term, word.running) if word.running is not None else None


def _about(word: Frequency, label: Path, item: Scope) -> str:
    on = day(getattr(word.records, "field", None), item)
    return f"{told(value(label, item))}　{told(on)}"


def _sheet(word: MonthSheets, item: Scope) -> str:
    gaps, until = value(word.gaps, item) or (), day(word.until, item)
    lacking = f"，缺 {'、'.join(map(said, gaps))}" if gaps else ""
    known = f"，汇总至 {until}" if until else ""
    return f"{value(word.month, item)}　每日 {told(value(word.times, item))} 次{known}{lacking}"


def _term(word: Running, item: Scope) -> str:
    first, last = day(word.first, item), day(word.last, item)
    length = f"　{inclusive_days(first, last)} 日" if first and last else ""
    return f"{told(first)} 至 {told(last)}{length}"


def _unfilled(word: Frequency, item: Scope) -> str:
    lacking = [path_text(path) for path in word.filled if not present(value(path, item))]
    return f"没有填 {'、'.join(lacking)}，不算" if lacking else ""


# --- 提示, 公示 ---------------------------------------------------------------------------------


def _advice(case: Case, word: Advice, *, scope: Scope) -> Iterator[Step]:
    if word.expiry is not None:
        found = held(word.expiry, case, scope=scope)
        words = f"{path_text(word.expiry)}（{found}）"
        yield step_in(case, "到期", says=words, where=place_at(word.expiry, scope))
        yield from amount_step("提前", word.ahead, scope=scope)
    yield from amount_step("次数", word.at_least, scope=scope, lead="不少于 ", unit="次")
    for source, label in ((word.counted, "数到"), (word.unless, "尚无")):
        if source is not None:
            yield members_step(case, label, source=source, scope=scope)


def posting_steps(case: Case, rule: Rule, *, word: Posting, outcome: Outcome, kind: Kind) -> Step:
    """What a 公示 rule says of one notice: its grounds, the days to its posting, the finding."""
    template, item = _notice(case, word, outcome=outcome, kind=kind)
    parts = (
        *_grounds(case, outcome, template=template, item=item),
        *(_posted(case, outcome, within=word.within, item=item) if word.within is not None else ()),
        finding_step(case, rule, outcome=outcome),
    )
    label = field_of(item.where, between=" ") or ""
    return step_in(case, label, says=template.head.name, where=item.where, parts=parts)


def _notice(
    case: Case, word: Posting, *, outcome: Outcome, kind: Kind
) -> tuple[NoticeTemplate, Scope]:
    """The notice that a finding is about, and the item it tells of."""
    return next(
        (template, item)
        for template in kind.notices
        if word.names == (ALL,) or template.id in word.names
        for item in items(template.head.each, case.scope)
        if outcome.where == (*item.where, *template.head.posted.keys)
        and holds(template.head.when, item.dated(day(template.head.posted, item)))
    )


def _grounds(
    case: Case, outcome: Outcome, *, template: NoticeTemplate, item: Scope
) -> Iterator[Step]:
    """The field that holds the day of the approval, and where it stands."""
    paths = (trigger.grounds.day for trigger in template.head.triggers)
    path = next((p for p in paths if day(p, item) == outcome.start is not None), None)
    if path is not None and outcome.start is not None:
        words = f"{path_text(path)}　{dated(outcome.start)}"
        yield step_in(case, "起算", says=words, where=place_at(path, item))


def _posted(case: Case, outcome: Outcome, *, within: Amount, item: Scope) -> Iterator[Step]:
    """The value in force, the days up to the last, and the day of the posting."""
    start, due, as_of = outcome.start, outcome.due, case.scope.world.as_of
    if start is not None:
        yield from amount_step("期限", within, scope=item.dated(start))
    if start is not None and due is not None:
        calendar = case.scope.world.calendar
        says = f"当日不计，节假日不计，补班日计入；{sources_text(calendar, start, last=due)}"
        yield Step(label="计算", says=says, parts=tuple(counted_steps(calendar, start, last=due)))
        yield Step(label="应在", says=dated(due))
    if outcome.done is not None:
        yield step_in(case, "实际", says=f"张贴　{dated(outcome.done)}", where=outcome.where)
    else:
        yield Step(label="实际", says=f"张贴　没有填（至 {as_of}）")
