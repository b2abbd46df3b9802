"""Rules and parameters: content/rules and content/parameters, read and then linked to the kinds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from suowu.calendars import Duration
from suowu.define.clauses import clause_faults
from suowu.define.link import link
from suowu.define.views import Names, View, enter, kind_view, undated_reason
from suowu.definitions import Kind
from suowu.digest import digest_of
from suowu.fields import Field
from suowu.grammar.documents import PARAMETERS
from suowu.grammar.leaves import Parameter, ValueSince
from suowu.grammar.reading import fault_problems, read_file
from suowu.grammar.rules import Advice, Deadline, Frequency, Rule, RuleFile
from suowu.grammar.shapes import BAD, At, Fault
from suowu.grammar.tables import Table
from suowu.model import Problem, TextFile, Where
from suowu.problems import did_you_mean
from suowu.yamlfile import read

_FOLDER: Final = "rules/"
PARAMETER_FOLDER: Final = "parameters/"
_OF_EXAMPLES: Final = ("底本", "截至")
ALL_NOTICES: Final = "全部"
_OF_NOTICES: Final = {
    "依据不全": Field(name="依据不全", type="boolean"),
    "公示末日": Field(name="公示末日", type="date"),
}


def parameters_of(
    words: Mapping[str, TextFile],
) -> tuple[dict[str, Parameter], tuple[Problem, ...]]:
    """Every parameter by name, and what is wrong with the files."""
    found: dict[str, Parameter] = {}
    problems: list[Problem] = []
    for file in _files(words, PARAMETER_FOLDER):
        entries, wrong = read_file(file, PARAMETERS)
        problems.extend(wrong)
        faults: list[Fault] = []
        for name, entry in (entries or {}).items():
            if name in found:
                faults.append(Fault((name,), "参数不得重名", name, f"另见 {found[name].path}"))
            made = _parameter(name, entry, file=file, faults=faults)
            if made is not None:
                found[name] = made
        problems.extend(fault_problems(file, faults))
    return dict(sorted(found.items())), tuple(problems)


def _files(words: Mapping[str, TextFile], folder: str) -> Iterator[TextFile]:
    return (
        f for rel, f in sorted(words.items()) if rel.startswith(folder) and rel.endswith(".yml")
    )


def _parameter(name: str, entry: Any, *, file: TextFile, faults: list[Fault]) -> Parameter | None:
    days = [step.since for step in entry.steps]
    if days != sorted(set(days)):
        faults.append(Fault((name, "沿革"), "须从早到晚排列，日期不得相同"))
        return None
    steps = []
    for n, step in enumerate(entry.steps):
        value = _amount(step.value, entry.unit)
        if value is None:
            where: Where = (name, "沿革", n, "值")
            says = "单位是“比”的须写作“甲:乙”，其余须为数字"
            faults.append(Fault(where, says, step.value, '例如 7，或者 "1:15"'))
            return None
        steps.append(ValueSince(step.since, value, step.basis, step.verified))
    return Parameter(name, entry.says, entry.unit, tuple(steps), file.path, (name,))


def _amount(value: Any, unit: str) -> float | Duration | tuple[int, int] | None:
    if unit == "比":
        upper, colon, lower = str(value).partition(":")
        return (int(upper), int(lower)) if colon and upper.isdigit() and lower.isdigit() else None
    return value if isinstance(value, (int, float)) else None


def rules_of(
    words: Mapping[str, TextFile], names: Names, *, kinds: Mapping[str, Kind]
) -> tuple[tuple[Rule, ...], tuple[Problem, ...]]:
    """Every sound rule, linked, sorted by id; and what is wrong with the others."""
    found: dict[str, Rule] = {}
    problems: list[Problem] = []
    for file in _files(words, _FOLDER):
        data, wrong = read_file(file, Table(RuleFile))
        problems.extend(wrong)
        if data is None:
            continue
        faults: list[Fault] = []
        for position, entry in enumerate(data.rules):
            rule = _rule(entry, position, data=data, faults=faults)
            if rule is None:
                continue
            if rule.id in found:
                where = (*rule.where, "id")
                faults.append(Fault(where, "编号不得重复", rule.id, f"另见 {found[rule.id].path}"))
            linked = _linked(rule, names, kinds=kinds, faults=faults)
            key = digest_of(repr(entry), repr(data.shared))
            found[rule.id] = replace(linked, topic=data.topic, path=file.path, digest=key)
        problems.extend(fault_problems(file, (_placed(fault, data) for fault in faults)))
    return tuple(found[key] for key in sorted(found)), tuple(problems)


def story_problems(texts: Mapping[str, TextFile], rules: Iterable[Rule]) -> Iterator[Problem]:
    """The plots of stories.yml fire rules that there are; the rest is read where it is played."""
    known = {rule.id for rule in rules}
    for rel, file in sorted(texts.items()):
        if rel.endswith("/stories.yml"):
            yield from fault_problems(file, _unknown_rules(read(file.text).data, known))


def _unknown_rules(stories: Any, known: Collection[str]) -> Iterator[Fault]:
    plots = stories.get("情节") if isinstance(stories, dict) else None
    for n, plot in enumerate(plots if isinstance(plots, list) else ()):
        fired = plot.get("触发") if isinstance(plot, dict) else None
        for m, name in enumerate(fired if isinstance(fired, list) else ()):
            if name not in known:
                hint = did_you_mean(str(name), known)
                yield Fault(("情节", n, "触发", m), "没有这条规则", name, hint)


def _rule(
    entry: Mapping[str, Any], position: int, *, data: RuleFile, faults: list[Fault]
) -> Rule | None:
    """One rule with what its file shares."""
    shared = dict(data.shared or {})
    for_examples = {name: shared.pop(name) for name in _OF_EXAMPLES if name in shared}
    whole = {**shared, **entry}
    if isinstance(whole.get("示例"), list):
        whole["示例"] = [
            {**for_examples, **each} if isinstance(each, dict) else each for each in whole["示例"]
        ]
    made = Table(Rule).read(whole, At(("规则", position), faults))
    return None if made is BAD else made


def _placed(fault: Fault, data: RuleFile) -> Fault:
    """A fault of a shared value is told where it is shared, and so once for all the rules."""
    match fault.where:
        case ("规则", int(n), "示例", int(m), key, *rest) if key in _OF_EXAMPLES:
            own: Mapping[str, Any] = data.rules[n]["示例"][m]
        case ("规则", int(n), key, *rest):
            own = data.rules[n]
        case _:
            return fault
    shared = key in (data.shared or {}) and key not in own
    return replace(fault, where=("共用", key, *rest)) if shared else fault


def _linked(rule: Rule, names: Names, *, kinds: Mapping[str, Kind], faults: list[Fault]) -> Rule:
    """The rule with its names followed in its kind, and tried in the others it is for."""
    linked = rule
    for n, kind in enumerate((rule.kind, *rule.also)):
        if kind in names.unread:
            continue
        if kind not in names.kinds:
            where = (*rule.where, "适用") if n == 0 else (*rule.where, "也适用", n - 1)
            hint = did_you_mean(kind, names.kinds) or f"可用的有：{'、'.join(names.kinds)}"
            faults.append(Fault(where, "没有这个类别", kind, hint))
            continue
        view = kind_view(names, kind, definitions=kinds[kind].file.definitions)
        if rule.posting is not None:
            view = replace(view, extra=_OF_NOTICES)
        tried = link(rule, view)
        faults.extend(fault for fault in view.faults if fault not in faults)
        linked = tried if n == 0 else linked
        if not view.faults:
            faults.extend(_dated(tried, view))
            faults.extend(_posted(tried, kinds[kind]))
    if rule.after_end and not (rule.deadline or rule.posting):
        where = (*rule.where, "终结后仍办")
        faults.append(Fault(where, "只能与“期限”或者“公示”同用", rule.word))
    where = (*rule.where, "条款")
    faults.extend(clause_faults(rule.clause, where, headings=names.clauses, layer=rule.layer))
    if rule.kind in kinds:
        faults.extend(_bases(rule, kinds[rule.kind]))
    return linked


def _dated(rule: Rule, view: View) -> Iterator[Fault]:
    """从, 到 and 记录 must give dates."""
    within = enter(rule.each, view) if rule.each else view
    for word in (rule.deadline, rule.frequency, rule.advice):
        if isinstance(word, Deadline):
            sources = {"从": word.start, "到": word.done}
        elif isinstance(word, Frequency) and not (word.sheets or word.running):
            sources = {"记录": (word.records,)}
        elif isinstance(word, Advice) and word.counted and word.unless and word.in_time:
            sources = {"计数": (word.counted,), "尚无": (word.unless,)}
        else:
            continue
        for name, listed in sources.items():
            for source in listed:
                says = undated_reason(source, within)
                if says:
                    yield Fault((*word.where, name), says)


def _posted(rule: Rule, kind: Kind) -> Iterator[Fault]:
    known = [notice.id for notice in kind.notices]
    fine = {ALL_NOTICES, *known, *kind.notices_unread}
    for name in rule.posting.names if rule.posting else ():
        if name not in fine:
            hint = did_you_mean(name, known) or f"可用的有：{'、'.join(known)}、{ALL_NOTICES}"
            yield Fault((*rule.where, "公示", "名"), f"{kind.name}没有这个公示", name, hint)


def _bases(rule: Rule, kind: Kind) -> Iterator[Fault]:
    """Every example stands on a good example of the kind."""
    for n, example in enumerate(rule.examples):
        if example.base is None:
            yield Fault(
                (*rule.where, "示例", n), "须写“底本”", hint="或者在“共用”里写 底本: minimal"
            )
        elif example.base not in kind.examples:
            hint = f"范例写在 {rule.kind} 的 examples/good/ 下"
            yield Fault((*rule.where, "示例", n, "底本"), "没有这份范例", example.base, hint)
