"""Rules in words: what the program does with one, told from the tree it is made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from suowu.grammar.conditions import Set
from suowu.grammar.leaves import Path
from suowu.grammar.rules import Advice, Deadline, Frequency, Headcount, Must, Posting, Rule
from suowu.law_text.conditions import amount_text, condition_text, path_text, set_text


def rule_sentence(rule: Rule, on: date) -> str:
    """What a rule does, from its own tree: `宣告.日期须在接收.到所报到日期之后 5 个工作日内`."""
    head = (f"{path_text(rule.each)}的每一项" if rule.each else "", condition_text(rule.when, on))
    said = "；".join((*_words(rule, on), *_after_end(rule, on)))
    lead = "，".join(filter(None, head))
    return f"{lead}：{said}" if lead else said


def _words(rule: Rule, on: date) -> Iterator[str]:
    if rule.deadline is not None:
        yield deadline_text(rule.deadline, on)
    elif rule.frequency is not None:
        yield frequency_text(rule.frequency, on)
    elif rule.must is not None:
        yield from _must(rule.must, on)
    elif rule.posting is not None:
        yield _posting(rule.posting, on)
    elif rule.advice is not None:
        yield _advice(rule.advice, on)
    for number in rule.numbers:
        yield number_text(number, on)


def _after_end(rule: Rule, on: date) -> Iterator[str]:
    """What is owed though the case has ended."""
    if isinstance(rule.after_end, bool):
        yield from ("案件了结之后仍须办理",) if rule.after_end else ()
    else:
        yield f"{condition_text(rule.after_end, on)}的，案件了结之后仍须办理"


def deadline_text(word: Deadline, on: date) -> str:
    """`宣告.日期须在接收.到所报到日期之后 5 个工作日内`."""
    either = "（没有填的从下一项）或者" if word.one_start else "、"
    start = either.join(set_text(source, on) for source in word.start)
    joint = "或者" if word.any_done else "、"
    done = joint.join(set_text(source, on) for source in word.done)
    tails = (
        _early(word, on),
        "不得早于起算" if word.not_before else "",
        "末日不顺延" if word.no_roll else "",
    )
    return "，".join(filter(None, (f"{done}须在{start}{_span(word, on)}", *tails)))


def _early(word: Deadline, on: date) -> str:
    """Whether earlier than the day is wrong too."""
    if isinstance(word.exact, bool):
        return "不得提前" if word.exact else ""
    return f"{condition_text(word.exact, on)}的不得提前"


def _span(word: Deadline, on: date) -> str:
    if word.within is None:
        length = amount_text(wanted, on) if (wanted := word.ahead or word.after) else ""
        return f"之前至少 {length}" if word.ahead else f"满 {length}之后"
    length = amount_text(word.within, on, after="内")
    if not length.startswith("0 "):
        return f"之后 {length}"
    return f"当日，或者之前 {amount_text(word.back, on)}以内" if word.back else "当日"


def frequency_text(word: Frequency, on: date) -> str:
    """`每周不少于 1 次（通信联络）`."""
    records = set_text(word.records, on)
    if word.running is not None:
        most = amount_text(word.running.at_most, on)
        but = condition_text(word.running.excused, on)
        tail = f"，{but}的计入累计，本身不算超过" if but else ""
        return f"{records}在任何 {word.running.window}内累计不超过 {most}{tail}"
    if word.persons is not None:
        enough = "，或者".join(f"{p}合计满 {amount_text(n, on)}" for p, n in word.enough.items())
        who, what = _bare(word.persons, on), _bare(word.records, on)
        return f"{who}每人{every_text(word)}的{what}，{enough}"
    filled = f"，{'、'.join(map(path_text, word.filled))}都填了的才算" if word.filled else ""
    grace = f"，过后 {amount_text(word.grace, on, after='内')}补上的也算" if word.grace else ""
    label = f"，按{path_text(word.label)}" if word.label else ""
    return f"{every_text(word)}不少于 {times_text(word, on)}（{records}{label}{filled}）{grace}"


def _bare(source: Path | Set, on: date) -> str:
    """The items themselves, not their field."""
    return set_text(replace(source, field=None) if isinstance(source, Set) else source, on)


def every_text(word: Frequency) -> str:
    """`每周`, `每个工作日`, `每年4月1日以前`."""
    month, _, on = (word.before or "").partition("-")
    before = f"{int(month)}月{int(on)}日以前" if on else ""
    return f"每{'个' if word.every == '工作日' else ''}{word.every or '期'}{before}"


def times_text(word: Frequency, on: date) -> str:
    """`2 次`; once where nothing is said."""
    return with_unit(amount_text(word.at_least, on) if word.at_least else "1", "次")


def with_unit(said: str, unit: str) -> str:
    """A bare number with the unit that goes without saying; a parameter has its own."""
    return f"{said} {unit}" if said.replace(".", "").isdigit() else said


def number_text(word: Headcount, on: date) -> str:
    """`矫正小组成员不少于 3 人`."""
    if word.expected is not None and word.present is not None:
        return f"{set_text(word.present, on)}里须有每一个应到的人：{set_text(word.expected, on)}"
    items = set_text(word.items, on)
    if word.of is not None and word.ratio is not None:
        return f"{items}与{set_text(word.of, on)}之比不低于 {amount_text(word.ratio, on)}"
    if word.by is not None and word.table is not None:
        return f"{items}按{path_text(word.by)}分，各类的数与{path_text(word.table)}相同"
    which = f"{items}（{condition_text(word.when, on)}）" if word.when else items
    bounds = (("不少于", word.at_least), ("不超过", word.at_most), ("恰好", word.equal))
    said = (f"{verb} {with_unit(amount_text(n, on), '人')}" for verb, n in bounds if n)
    once = f"，{path_text(word.distinct)}相同的只算一个" if word.distinct else ""
    return f"{word.label or which}{'，'.join(said)}{once}"


def _must(word: Must, on: date) -> Iterator[str]:
    for line in word.lines:
        each = f"{path_text(line.each)}的每一项，" if line.each else ""
        given = f"{condition_text(line.given, on)}的，" if line.given else ""
        yield f"{each}{given}须{condition_text(line.must, on)}"


def _posting(word: Posting, on: date) -> str:
    if word.within is None:
        return "不得发布"
    return f"批准之后 {amount_text(word.within, on, after='内')}张贴"


def _advice(word: Advice, on: date) -> str:
    if word.expiry is not None:
        ahead = f"前 {amount_text(word.ahead, on)}起" if word.ahead else "当日"
        return f"{path_text(word.expiry)}{ahead}提醒"
    least = with_unit(amount_text(word.at_least, on), "次") if word.at_least else ""
    after = "之后" if word.in_time else ""
    unless = f"，{after}还没有{_bare(word.unless, on)}" if word.unless else ""
    return f"{_bare(word.counted, on) if word.counted else ''}满 {least}{unless}的，提醒"
