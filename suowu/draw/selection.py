"""Selection of jurors: both draws of a record done again, from its list and its sources alone.

The keys of the record stand here and nowhere else in the program.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from io import StringIO
from typing import Any, Final
from unicodedata import normalize

from suowu.draw.rfc3797 import LARGEST, Pick, bits_needed, key_string, picks
from suowu.draw.sources import RandomSource, sources_of
from suowu.model import EMPTY, Data

POOL: Final = "名册"
FIRST: Final = "候选人抽选"
SECOND: Final = "拟任抽选"
APPLICANTS: Final = "自荐抽选"
AGREES: Final = "相符"
_BY_LOT: Final = "随机抽选"
_SECOND_LIST: Final = 2
"""The source that is added where the same sources draw from a second list on the same day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One draw: the numbers it draws from, in order, its sources, and what came of it.

    `extra` is one source more, a number fixed beforehand. No `picks` until every source is drawn.
    """

    name: str
    listed: tuple[str, ...]
    count: int
    day: date | None
    sources: tuple[RandomSource, ...]
    extra: int | None = None
    picks: tuple[Pick, ...] = ()

    @property
    def key(self) -> str:
        """The key string; empty until every source is drawn."""
        if not self.sources or not all(source.numbers for source in self.sources):
            return ""
        more = [(self.extra,)] if self.extra is not None else []
        return key_string([*(group for s in self.sources for group in s.groups), *more])

    @property
    def chosen(self) -> tuple[str, ...]:
        """The numbers that were drawn, in the order of the picks."""
        return tuple(self.listed[pick.chosen - 1] for pick in self.picks)

    @property
    def needed(self) -> float:
        """Bits that the draw needs."""
        return bits_needed(len(self.listed), min(self.count, len(self.listed)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What a record of a selection comes to. Rows are those of its list, with what was drawn.

    `places` are those of the second draw, `requested` come in by applying, `gone` withdrew.
    """

    fingerprint: str
    rounds: tuple[Round, ...]
    places: int
    requested: tuple[str, ...]
    gone: tuple[str, ...]
    candidates: tuple[Data, ...]
    appointees: tuple[Data, ...]
    reserves: tuple[Data, ...]
    faults: tuple[str, ...]


def canonical_text(rows: Iterable[Data]) -> str:
    """The list as it is committed to: CSV in UTF-8 (NFC), one line a person sorted by 编号, lines
    ending in LF, columns in the order of the kind, those that nobody fills in left out."""
    rows = sorted(rows, key=_number)
    columns = dict.fromkeys(key for row in rows for key in row)
    out = StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(columns)
    table.writerows([_cell(row.get(column)) for column in columns] for row in rows)
    return out.getvalue()


def fingerprint_of(rows: Iterable[Data]) -> str:
    """`sha256:…` of the canonical list."""
    return f"sha256:{sha256(canonical_text(rows).encode()).hexdigest()}"


def selection_of(data: Data) -> Selection:
    """Draw again what a record says was drawn."""
    pool = {_number(row): row for row in data.get(POOL) or ()}
    first = tuple(_first_rounds(data, tuple(sorted(pool))))
    rows = {n: {"批次": at, "抽选日期": each.day, **pool[n]} for at, each, n in _drawn(first)}
    out = set(_screened_out(data))
    good = tuple(sorted(number for number in rows if number not in out))
    people = {_number(row): row for row in data.get("自荐推荐") or ()}
    applied = tuple(sorted(number for number in people if number not in out))
    second, own, by_request = _second_rounds(data, good, applied=applied)
    places = max(0, _whole(data, "拟任命数") - len(by_request))
    by_lot = second.chosen if second else ()
    routes = {**dict.fromkeys(by_lot, _BY_LOT), **{n: people[n].get("途径") for n in by_request}}
    order = [*by_lot[:places], *by_request] if by_lot or by_request else []
    gone = _withdrawn(data)
    appointed, left = replaced(order, by_lot[places:], gone=gone)
    known = {**people, **rows}
    rounds = (*first, *filter(None, (second, own)))
    fingerprint = fingerprint_of(pool.values())
    return Selection(
        fingerprint=fingerprint,
        rounds=rounds,
        places=places if by_lot else 0,
        requested=by_request,
        gone=tuple(sorted(gone)),
        candidates=_numbered([*rows.values()]),
        appointees=_numbered([_person(known[n], routes[n]) for n in appointed]),
        reserves=_numbered([_person(known[n], routes[n]) for n in left]),
        faults=tuple(_faults(data, rounds, fingerprint=fingerprint, known=known, made=appointed)),
    )


def first_drawn(rows: Iterable[Data], sources: Sequence[Data], *, count: int) -> list[str]:
    """The first numbers that sources pick from a list; none before all of them are drawn."""
    listed = tuple(sorted(map(_number, rows)))
    return [*_round(FIRST, {"随机源": sources}, listed=listed, count=count).chosen]


def is_committed(data: Data) -> bool:
    """Whether a record says to which list it is bound."""
    return bool((data.get(FIRST) or EMPTY).get("名单指纹"))


def committed_on(data: Data) -> date | None:
    """The day on which that was made public."""
    said = (data.get(FIRST) or EMPTY).get("指纹公布") or EMPTY
    return said.get("日期")


def _first_rounds(data: Data, listed: tuple[str, ...]) -> Iterator[Round]:
    """The first draw, and each further batch from those who are left."""
    batches = [data.get(FIRST) or EMPTY, *(data.get("补充批次") or ())]
    for number, batch in enumerate(batches):
        name = FIRST if number == 0 else f"补充批次 {number}"
        made = _round(name, batch, listed=listed, count=_whole(batch, "抽选数"))
        yield made
        taken = frozenset(made.chosen)
        listed = tuple(number for number in listed if number not in taken)


def _second_rounds(
    data: Data, good: tuple[str, ...], *, applied: tuple[str, ...]
) -> tuple[Round | None, Round | None, tuple[str, ...]]:
    """The draw among those who were screened, that among the applicants, and whose request is met.

    More applicants than places: they are drawn too, by the same sources and one number more.
    """
    drawn, quota = data.get(SECOND) or EMPTY, _whole(data, "自荐名额")
    if not drawn:
        return None, None, ()
    own = None
    if 0 < quota < len(applied):
        own = _round(APPLICANTS, drawn, listed=applied, count=quota, extra=_SECOND_LIST)
    met = own.chosen if own else applied if len(applied) <= quota else ()
    taken = min(quota, len(applied))
    wanted = max(0, _whole(data, "拟任命数") - taken) + _whole(drawn, "候补数")
    second = _round(SECOND, drawn, listed=good, count=min(wanted, len(good)))
    return second, own, met if second.key else ()


def _round(
    name: str, said: Data, *, listed: tuple[str, ...], count: int, extra: int | None = None
) -> Round:
    sources = sources_of(said.get("随机源") or ())
    made = Round(
        name=name, listed=listed, count=count, day=said.get("日期"), sources=sources, extra=extra
    )
    if not made.key or not 0 < count <= len(listed) <= LARGEST:
        return made
    return replace(made, picks=picks(made.key, len(listed), count=count))


def replaced(
    order: Sequence[str], reserves: Sequence[str], *, gone: frozenset[str]
) -> tuple[list[str], list[str]]:
    """Whoever withdrew makes room for the next of the reserves, in the order of the draw."""
    waiting = [number for number in reserves if number not in gone]
    stay = [number for number in order if number not in gone]
    lacking = len(order) - len(stay)
    return stay + waiting[:lacking], waiting[lacking:]


def _faults(
    data: Data, rounds: Iterable[Round], *, fingerprint: str, known: Data, made: Sequence[str]
) -> Iterator[str]:
    said = (data.get(FIRST) or EMPTY).get("名单指纹")
    if said and said != fingerprint:
        yield f"名单指纹与名单不符，名单算得 {fingerprint}"
    for each in rounds:
        yield from (source.fault for source in each.sources if source.fault)
        if len(each.listed) > LARGEST:
            yield f"{each.name}的名单有 {len(each.listed)} 人，至多 {LARGEST} 人"
        elif each.key and each.count > len(each.listed):
            yield f"{each.name}要抽 {each.count} 人，名单只有 {len(each.listed)} 人"
    for number in sorted({*_screened_out(data), *_withdrawn(data)} - known.keys()):
        yield f"审查或者退出的 {number} 不是候选人"
    lacking = _whole(data, "拟任命数") - len(made)
    if made and lacking > 0:
        yield f"拟任人选还缺 {lacking} 人，须再抽一批"


def _screened_out(data: Data) -> Iterator[str]:
    said = data.get("资格审查") or EMPTY
    yield from (_number(item) for item in said.get("不合格") or ())
    yield from map(str, said.get("不同意") or ())


def _withdrawn(data: Data) -> frozenset[str]:
    return frozenset(str(item.get("退出")) for item in data.get("递补") or ())


def _drawn(rounds: Iterable[Round]) -> Iterator[tuple[int, Round, str]]:
    for at, each in enumerate(rounds, 1):
        yield from ((at, each, number) for number in each.chosen)


def _numbered(rows: Sequence[Data]) -> tuple[Data, ...]:
    return tuple({"次序": at, **row} for at, row in enumerate(rows, 1))


def _person(row: Data, route: Any) -> Data:
    """Who is proposed: the birth year, which is published, beside the birth date, which is not."""
    born = row.get("出生日期")
    kept = {key: row.get(key) for key in ("编号", "姓名", "性别", "出生日期")}
    year = f"{born.year}年" if isinstance(born, date) else None
    return {**kept, "出生年": year, "途径": route}


def _number(row: Data) -> str:
    return str(row.get("编号", ""))


def _whole(data: Mapping[str, Any], key: str) -> int:
    found = data.get(key)
    return found if isinstance(found, int) else 0


def _cell(value: Any) -> str:
    text = value.isoformat() if isinstance(value, date) else "" if value is None else str(value)
    return normalize("NFC", text)
