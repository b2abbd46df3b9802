"""The strict reader: one file a case, its first line says what must come out."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from suowu.model import Where
from suowu.yamlfile import locate, positions, read

CASES = Path(__file__).parent / "yaml_cases"
ENGLISH = re.compile(r"(?!true|false|YAML)\b[A-Za-z]{4,}")


def expected(text: str) -> str:
    return text.splitlines()[0].removeprefix("# expect: ")


@pytest.mark.parametrize("path", sorted((CASES / "bad").glob("*.yml")), ids=lambda p: p.stem)
def test_refused(path: Path) -> None:
    blob = path.read_bytes()
    data, issues = read(blob)
    said = " | ".join(f"{f.line}:{f.column} {f.says}（提示：{f.hint}）" for f in issues)
    assert said == expected(blob.decode())
    assert data is None


@pytest.mark.parametrize("path", sorted((CASES / "good").glob("*.yml")), ids=lambda p: p.stem)
def test_read(path: Path) -> None:
    blob = path.read_bytes()
    data, issues = read(blob)
    assert not issues
    said = json.dumps(data, ensure_ascii=False, default=lambda day: f"date:{day}")
    assert said == expected(blob.decode())


def test_byte_order_mark_is_passed_over() -> None:
    assert read("\ufeff姓名: 张三\n".encode()).data == {"姓名": "张三"}


def test_other_encodings_are_refused_at_the_first_wrong_byte() -> None:
    (issue,) = read("编号: 1\n姓名: 张三\n".encode() + "性别: 男\n".encode("gbk")).issues
    assert (issue.line, issue.column) == (3, 1)
    assert "UTF-8" in issue.says


def test_oversize_file_is_refused() -> None:
    assert "1 MiB" in read("a: " + "x" * (1 << 20)).issues[0].says


def test_empty_text_is_no_data() -> None:
    assert read("") == read("# 只有注释\n") == (None, ())


def test_issue_knows_its_field() -> None:
    (issue,) = read("外出:\n  - 起: 2026-03-10\n    止: 12:30\n").issues
    assert issue.where == ("外出", 0, "止")


def test_values_are_shared_among_files() -> None:
    seen: dict[str, Any] = {}
    first, second = (read("日期: 2026-03-09\n", seen=seen).data["日期"] for _ in range(2))
    assert first is second == date(2026, 3, 9)


TEXT = """\
# 头
编号: 2026-001
宣告: {日期: 2026-02-10, 方式: 到所}
外出:
  - 起: 2026-03-10
    告知: {文号: 甲}
  - {起: 2026-04-01}
通信: [2026-02-12,
  2026-02-20]
"""


@pytest.mark.parametrize(
    ("where", "place"),
    [
        ((), (2, 1)),
        (("编号",), (2, 1)),
        (("宣告",), (3, 1)),
        (("宣告", "方式"), (3, 22)),
        (("宣告", "地点"), (3, 1)),
        (("外出", 0), (5, 5)),
        (("外出", 0, "告知", "文号"), (6, 10)),
        (("外出", 0, "止"), (5, 5)),
        (("外出", 1, "起"), (7, 6)),
        (("外出", 7, "起"), (4, 1)),
        (("通信", 1), (9, 3)),
        (("没有",), (2, 1)),
    ],
)
def test_locate(where: Where, place: tuple[int, int]) -> None:
    assert locate(TEXT, where) == place


def test_locate_in_broken_text_gives_the_nearest_place() -> None:
    assert locate("a: 1\nb: [1, 2\n", ("b", 1)) == (2, 8)
    assert locate("", ("a",)) == (1, 1)


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(min_value=-(10**15), max_value=10**15)
    | st.dates()
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
    | st.sampled_from(
        ["on", "NO", "y", "014", "12:30", "2026-03-09", "1e3", "~", "姓名：张三", "- a"]
    )
)
KEYS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=6)
TREES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(KEYS, TREES, max_size=4), st.sampled_from([None, True, False]))
def test_round_trip_gives_the_same_data_or_says_why_not(data: Any, flow: bool | None) -> None:
    text = yaml.safe_dump(data, allow_unicode=True, default_flow_style=flow, width=1000)
    again, issues = read(text)
    assert issues or again == data
    assert all(issue.line and not ENGLISH.search(issue.says) for issue in issues)


@given(st.dictionaries(KEYS, TREES, max_size=4))
def test_every_path_has_a_place(data: Any) -> None:
    text = yaml.safe_dump(data, allow_unicode=True)
    parsed = read(text)
    if not parsed.issues:
        assert set(paths(parsed.data, ())) <= positions(text).keys()


def paths(value: Any, where: Where) -> list[Where]:
    steps: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        steps = list(value.items())
    elif isinstance(value, list):
        steps = list(enumerate(value))
    return [where, *(path for key, part in steps for path in paths(part, (*where, key)))]


@given(st.text(alphabet="ab：: -[]{},'\"\n\t#|>&*!%@？。张 2026", max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    data, issues = read(text)
    assert data is None or not issues
    for issue in issues:
        assert not ENGLISH.search(issue.says + (issue.hint or ""))
        assert issue.line <= text.count("\n") + 1
    locate(text, ("a", 0))
