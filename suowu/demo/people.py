"""Invented people: names, birth dates, ID numbers of area 990000, phones 199…"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from suowu.demo import names

AREA = "990000"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    name: str
    sex: str
    born: date
    number: str
    people: str
    phone: str


class Numbers:
    """What may be given out only once in a county: ID numbers, phones, document numbers."""

    def __init__(self) -> None:
        self._persons: Counter[tuple[date, str]] = Counter()
        self._phones = 100
        self._serials: Counter[tuple[str, int]] = Counter()

    def id_number(self, born: date, sex: str) -> str:
        """The next free number of that birth date and sex."""
        nth = self._persons[born, sex]
        self._persons[born, sex] += 1
        stem = f"{AREA}{born:%Y%m%d}{(nth * 2 + (1 if sex == '男' else 2)) % 1000:03d}"
        return stem + check_digit(stem)

    def phone(self) -> str:
        self._phones += 1
        return f"199{self._phones:08d}"

    def serial(self, series: str, year: int) -> int:
        """The next number of a series of documents in a year, from 1."""
        self._serials[series, year] += 1
        return self._serials[series, year]

    def letter(self, word: str, day: date) -> str:
        """A legal document's number, e.g. （2026）示矫告字第3号."""
        return f"（{day.year}）示矫{word}字第{self.serial(word, day.year)}号"


def check_digit(stem: str) -> str:
    """The 18th character for the first 17, as GB 11643 has it."""
    total = sum(int(digit) * weight for digit, weight in zip(stem, WEIGHTS, strict=True))
    return "10X98765432"[total % 11]


def surname(rng: Random) -> str:
    draw = rng.random()
    if draw < 0.03:
        return rng.choice(names.COMPOUND_SURNAMES)
    return rng.choice(names.RARE_SURNAMES if draw < 0.045 else names.SURNAMES)


def given(rng: Random, sex: str) -> str:
    return rng.choice(names.MALE_GIVEN if sex == "男" else names.FEMALE_GIVEN)


def full_name(rng: Random, sex: str) -> str:
    return surname(rng) + given(rng, sex)


def person(rng: Random, numbers: Numbers, *, sex: str, born: date) -> Person:
    """A person of that sex and birth date; one in thirty is of another people than 汉族."""
    people, name = "汉族", full_name(rng, sex)
    if rng.random() < 0.035:
        people, _, name = rng.choice([row for row in names.OTHER_PEOPLES if row[1] == sex])
    number = numbers.id_number(born, sex)
    phone = numbers.phone()
    return Person(name=name, sex=sex, born=born, number=number, people=people, phone=phone)


def family_name(of: Person) -> str:
    """The surname a close relative shares, the whole first word for names with a dot."""
    if of.name[:2] in names.COMPOUND_SURNAMES:
        return of.name[:2]
    return of.name[0]


def relative(rng: Random, of: Person) -> tuple[str, str, str]:
    """A guarantor or guardian: name, sex and kinship."""
    kin, sex, same = rng.choice(
        (
            ("父亲", "男", True),
            ("母亲", "女", False),
            ("兄弟", "男", True),
            ("姐妹", "女", True),
            ("配偶", "女" if of.sex == "男" else "男", False),
        )
    )
    first = family_name(of) if same and of.people == "汉族" else surname(rng)
    return first + given(rng, sex), sex, kin


def born_between(rng: Random, as_of: date, youngest: int, oldest: int) -> date:
    """A birth date for an age in years at `as_of` of `youngest` to `oldest`."""
    return as_of - timedelta(rng.randint(youngest * 366, oldest * 365))
