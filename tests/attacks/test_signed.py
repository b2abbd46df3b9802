"""What is signed for is told of when it lapses or lets nothing pass; what nobody can sign for."""

from __future__ import annotations

from datetime import date

from suowu.derive.shown import lapsing, unused_signature
from suowu.grammar.documents import Signed, SignedPlace
from suowu.ledger import Secret
from suowu.privacy.exemptions import Exemptions, OwnWords
from suowu.privacy.folding import flat_of
from suowu.privacy.gate import leaks_of
from suowu.privacy.secrets import BORN, KEY

UNTIL = date(2026, 3, 20)
PLACE = SignedPlace(value="用电高峰", page="guide.html", reason="不是人名", who="局", until=UNTIL)
SIGNED = Signed(places=(PLACE,))
HIGH = {"高峰": Secret("高峰", "qinghe/correction/2026-001", "姓名", strict=True, sort="姓名")}


def told(on: date) -> list[str]:
    found = lapsing(SIGNED, "content/leak-gate.yml", on=on, locate=lambda path, where: (7, 3))
    return [f"{each.level} {each.path}:{each.line} {each.message}" for each in found]


def test_a_signature_is_told_of_before_and_after_its_end() -> None:
    assert told(date(2026, 3, 5)) == []
    (soon,) = told(date(2026, 3, 6))
    assert soon.startswith("提醒 content/leak-gate.yml:7 放行到 2026-03-20 为止，只剩 14 天")
    (over,) = told(date(2026, 3, 21))
    assert "已于 2026-03-20 到期" in over


def test_a_signature_that_lets_nothing_pass_is_told_of() -> None:
    def unused(text: str) -> list[SignedPlace]:
        exemptions = Exemptions(signed=SIGNED, known=OwnWords())
        page = [("public/guide.html", f"<p>{text}</p>".encode())]
        assert leaks_of(page, secrets=HIGH, exemptions=exemptions, own={}) == ()
        return [each for each in exemptions.unused() if isinstance(each, SignedPlace)]

    assert unused("现在是用电高峰") == []
    assert unused("现在不忙") == [PLACE]
    said = unused_signature(PLACE, file="content/leak-gate.yml", locate=lambda path, where: (3, 1))
    assert said.level == "提醒" and "没有用到" in said.message


def test_a_day_of_the_county_is_a_birthday_only_without_the_name_of_its_field() -> None:
    born = Secret("1987-05-16", "qinghe/correction/2026-001", "出生日期", strict=True, sort=BORN)
    own = OwnWords(days=frozenset({flat_of("设立日期1987年5月16日")}))

    def leaks(text: str) -> int:
        exemptions = Exemptions(signed=Signed(), known=own)
        page = [("public/a.html", f"<p>{text}</p>".encode())]
        return len(leaks_of(page, secrets={born.value: born}, exemptions=exemptions, own={}))

    assert leaks("设立日期：1987年5月16日") == 0
    assert leaks("生于1987年5月16日") > 0


def test_nobody_can_sign_for_the_key() -> None:
    key = Secret("0123456789abcdef" * 2, "county/county/county", "key", strict=True, sort=KEY)
    place = SignedPlace(value=key.value, page="a.html", reason="x", who="y", until=UNTIL)
    exemptions = Exemptions(signed=Signed(places=(place,)), known=OwnWords())
    page = [("public/a.html", f"<p>{key.value.upper()}</p>".encode())]
    assert leaks_of(page, secrets={key.value: key}, exemptions=exemptions, own={})
