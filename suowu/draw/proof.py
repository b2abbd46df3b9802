"""Proof of a draw: draw.json, numbers only, and its verification without any record."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from suowu.draw.rfc3797 import LARGEST, picks
from suowu.draw.selection import APPLICANTS, SECOND, Round, Selection, replaced
from suowu.draw.sources import bits_of, sources_of
from suowu.model import Data

FORMAT: Final = "suowu-draw/1"
METHOD: Final = "RFC 3797"


def proof_of(data: Data, found: Selection) -> dict[str, Any]:
    """What is published of a selection: no name and nothing else of a person but the number."""
    return {
        "格式": FORMAT,
        "方法": METHOD,
        "编号": data.get("编号"),
        "法院": data.get("法院"),
        "重抽": (data.get("重抽") or {}).get("原记录"),
        "名单指纹": (data.get("候选人抽选") or {}).get("名单指纹") or found.fingerprint,
        "递补规则": data.get("递补规则"),
        "抽选": [_round(each) for each in found.rounds],
        "入选": {
            "随机抽选名额": found.places,
            "申请和推荐": list(found.requested),
            "退出": list(found.gone),
            "拟任": [row["编号"] for row in found.appointees],
            "候补": [row["编号"] for row in found.reserves],
        },
    }


def proof_text(proof: Data) -> str:
    """The file, the same bytes for the same draw."""
    return json.dumps(proof, ensure_ascii=False, indent=1) + "\n"


def proof_faults(text: str) -> tuple[str, ...]:
    """What in a proof does not come out when it is drawn again; empty if all does."""
    try:
        proof = json.loads(text)
        if not isinstance(proof, dict) or proof.get("格式") != FORMAT:
            return (f"不是抽选证明（格式须为 {FORMAT}）",)
        faults = tuple(fault for each in proof["抽选"] for fault in _wrong(each))
        return faults or tuple(_wrong_lists(proof))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return (f"抽选证明读不懂：{type(error).__name__}",)


def _round(each: Round) -> dict[str, Any]:
    return {
        "名称": each.name,
        "日期": each.day.isoformat() if each.day else None,
        "名单": list(each.listed),
        "抽选数": each.count,
        "随机源": [
            {
                "名称": source.name,
                "种类": source.kind or None,
                "期号": source.issue or None,
                "公布日期": source.day.isoformat() if source.day else None,
                "时点": source.hour or None,
                "数值": list(source.numbers),
                "分组": [list(group) for group in source.groups] if source.numbers else [],
            }
            for source in each.sources
        ],
        "附加数": each.extra,
        "熵": {"随机源": round(bits_of(each.sources), 1), "需要": round(each.needed, 1)},
        "密钥串": each.key or None,
        "结果": [
            {"散列": pick.digest, "余": pick.left, "位": pick.chosen, "编号": number}
            for pick, number in zip(each.picks, each.chosen, strict=True)
        ],
    }


def _wrong(said: Mapping[str, Any]) -> Iterator[str]:
    """One draw of a proof: its key from its sources, its picks from its key."""
    listed = [str(number) for number in said["名单"]]
    again = Round(
        name=said["名称"],
        listed=tuple(listed),
        count=said["抽选数"],
        day=None,
        sources=sources_of(said["随机源"]),
        extra=said["附加数"],
    )
    yield from (source.fault for source in again.sources if source.fault)
    if len({*listed}) < len(listed) or listed != sorted(listed):
        yield f"{again.name}的名单须按编号排列，不得重复"
    if (again.key or None) != said["密钥串"]:
        yield f"{again.name}的密钥串与随机源的数值不符：应为 {again.key or '空'}"
        return
    if not again.key or not 0 < again.count <= len(listed) <= LARGEST:
        if said["结果"]:
            yield f"{again.name}还不能抽选，却有结果"
        return
    drawn = picks(again.key, len(listed), count=again.count)
    wanted = [(pick.digest, pick.left, pick.chosen, listed[pick.chosen - 1]) for pick in drawn]
    have = [(one["散列"], one["余"], one["位"], one["编号"]) for one in said["结果"]]
    if len(have) != len(wanted):
        yield f"{again.name}应抽 {len(wanted)} 人，证明里有 {len(have)} 人"
    for number, (mine, theirs) in enumerate(zip(wanted, have, strict=False), 1):
        if mine != theirs:
            yield f"{again.name}第 {number} 个应为 {mine[3]}，证明里是 {theirs[3]}"
            return


def _wrong_lists(proof: Mapping[str, Any]) -> Iterator[str]:
    """Who is proposed and who waits, from the picks of the second draw."""
    said, drawn = proof["入选"], dict[str, list[str]]()
    for each in proof["抽选"]:
        drawn[each["名称"]] = [one["编号"] for one in each["结果"]]
    by_lot, places = drawn.get(SECOND, []), said["随机抽选名额"]
    order = [*by_lot[:places], *said["申请和推荐"]]
    stay, left = replaced(order, by_lot[places:], gone=frozenset(said["退出"]))
    if said["拟任"] != stay or said["候补"] != left:
        yield f"拟任人选和候补应为 {'、'.join(stay) or '无'}；{'、'.join(left) or '无'}"
    if APPLICANTS in drawn and [*said["申请和推荐"]] != drawn[APPLICANTS]:
        yield f"{APPLICANTS}的结果与入选的不同"
