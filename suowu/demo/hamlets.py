"""The villages of an office: their names, mediation committees and legal advisers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from random import Random
from typing import Any

from suowu.demo import names, people

STATIONS = (
    "公证业务协办点",
    "法律援助工作站",
    "仲裁业务联系点",
    "立法民意征集区",
    "行政复议咨询点",
)


def village_names(rng: Random, place: str, count: int) -> tuple[str, ...]:
    others = rng.sample(names.VILLAGES, count - 1)
    return (f"{place}社区", *(f"{name}村" for name in others))


def committee(rng: Random) -> tuple[tuple[str, str], ...]:
    """Three to five members of a village mediation committee, the first a woman."""
    sexes = ["女"] + [rng.choice("男女") for _ in range(rng.randint(2, 4))]
    taken: dict[str, str] = {}
    for sex in sexes:
        taken[distinct(rng, sex, taken)] = sex
    return tuple(taken.items())


def distinct(rng: Random, sex: str, taken: dict[str, str]) -> str:
    name = people.full_name(rng, sex)
    while name in taken:
        name = people.full_name(rng, sex)
    return name


def committee_record(village: str, members: Sequence[tuple[str, str]]) -> dict[str, Any]:
    rows: list[dict[str, Any]] = [{"姓名": name, "性别": sex} for name, sex in members]
    rows[0]["主任"] = True
    return {
        "名称": f"{village}人民调解委员会",
        "设立单位": village,
        "类型": "村居",
        "届满日期": date(2028, 6, 30),
        "委员": rows,
    }


def legal_service(
    rng: Random, name: str, villages: Sequence[str], last_year: int
) -> dict[str, Any]:
    advisers = [
        (people.full_name(rng, rng.choice("男女")), firm)
        for firm in ("示例律师事务所", f"{name}法律服务所")
    ]
    return {
        "站点": list(STATIONS),
        "村居法律顾问": [
            adviser(village, advisers[n % 2], last_year) for n, village in enumerate(villages)
        ],
        "法律明白人": [{"村居": village, "人数": rng.randint(3, 6)} for village in villages],
        "微信群": [{"村居": villages[0], "群名": f"法润民生{name}群"}],
    }


def adviser(village: str, who: tuple[str, str], last_year: int) -> dict[str, Any]:
    summaries = [{"期间": f"{last_year}上半年", "日期": date(last_year, 7, 8)}]
    return {"村居": village, "姓名": who[0], "单位": who[1], "半年总结": summaries}
