"""Check: every problem of every file in one run, on the right line; good records pass untouched."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suowu.check import check
from suowu.check.consistency import birth_of, check_character, identity_issue, is_phone, sex_of
from suowu.check.fast_validator import fast_validator, is_blank, pruned
from suowu.check.validator import schema_issues
from suowu.define import define
from suowu.definitions import Definitions
from suowu.demo import AS_OF
from suowu.derive import derive
from suowu.examples import SPOKEN
from suowu.fields import fields_of
from suowu.ledger import Book
from suowu.load import load
from suowu.model import Problem
from suowu.problems import to_text

TESTS = Path(__file__).parent
ROOT = TESTS.parent
TINY = TESTS / "tiny"
TERRIBLE = TESTS / "terrible"


def checked(records: Path, shapes: Path = TINY, cache: Path | None = None) -> Any:
    raw = load(
        records=records,
        content=shapes / "content",
        templates=shapes / "templates",
        cache=cache,
    )
    definitions = define(raw, cache=cache) if cache else defined(shapes)
    return check(raw, definitions, cache=cache)


@lru_cache
def defined(shapes: Path) -> Definitions:
    """What the shapes say, compiled once: no test here edits them."""
    return define(
        load(
            records=shapes / "records",
            content=shapes / "content",
            templates=shapes / "templates",
        )
    )


def told(records: Path, shapes: Path = TINY, *, kept: Path | None = None) -> str:
    """`kept` is a cache that the shapes, which do not change, are read from."""
    content, templates = shapes / "content", shapes / "templates"
    raw = load(records=records, content=content, templates=templates, cache=kept)
    found = check(raw, defined(shapes))
    text = to_text(found if isinstance(found, tuple) else found.problems)
    return text.replace(f"{records}/", "")


def messages(found: Book | tuple[Problem, ...]) -> list[str]:
    problems = found if isinstance(found, tuple) else found.problems
    return [f"{p.line} {p.field or ''} {p.message}" for p in problems]


# A small county


def test_a_good_county_is_a_book() -> None:
    book = checked(TINY / "records")
    assert isinstance(book, Book)
    assert [r.key for r in book.records] == [
        "county/county/county",
        "east/log/2026/log",
        "east/office/office",
        "east/visit/2026-001",
        "east/visit/2026-002",
    ]
    assert list(book.offices) == ["east"]
    assert book.county.data["名称"] == "小县"
    assert book.problems == ()


def test_a_terrible_county_is_told_everything_at_once() -> None:
    assert told(TERRIBLE / "records") + "\n" == (TERRIBLE / "expected.txt").read_text("utf-8")


def test_every_problem_of_a_record_names_its_record() -> None:
    for problem in checked(TERRIBLE / "records"):
        if problem.line:
            assert problem.office and problem.kind and problem.record, problem


def test_answers_do_not_depend_on_the_cache(tmp_path: Path) -> None:
    cold, warm = (checked(TERRIBLE / "records", cache=tmp_path) for _ in range(2))
    assert cold == warm == checked(TERRIBLE / "records")
    for file in tmp_path.rglob("*.pickle"):
        file.write_bytes(b"spoilt")
    assert checked(TERRIBLE / "records", cache=tmp_path) == cold


def test_good_records_need_no_cerberus() -> None:
    """Why it matters: loading it costs every command 35 ms."""
    program = (
        "import sys; from pathlib import Path; from suowu.load import load;"
        "from suowu.check import check; from suowu.define import define; root = Path(sys.argv[1]);"
        "raw = load(records=root / 'records', content=root / 'content',"
        " templates=root / 'templates'); check(raw, define(raw)); print('cerberus' in sys.modules)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, str(TINY)], cwd=ROOT, capture_output=True, text=True
    )
    assert (ran.stdout, ran.stderr) == ("False\n", "")


def test_what_depends_on_other_records_is_never_remembered(tmp_path: Path) -> None:
    county = tmp_path / "records"
    shutil.copytree(TINY / "records", county)
    assert isinstance(checked(county, cache=tmp_path / "cache"), Book)
    office = county / "east" / "office.yml"
    office.write_text(office.read_text("utf-8").replace("顾晓燕", "某甲"), "utf-8")
    (said,) = messages(checked(county, cache=tmp_path / "cache"))
    assert said == "9 经办人 须为 office.yml 的 人员.姓名 之一：'顾晓燕'"


def test_missing_folder_and_missing_county_are_sentences(tmp_path: Path) -> None:
    assert "须有这个文件夹" in told(tmp_path / "nowhere")
    (tmp_path / "east").mkdir()
    shutil.copy(TINY / "records" / "east" / "office.yml", tmp_path / "east")
    assert told(tmp_path).startswith("错误 county/county.yml 须有 county.yml")


# The real kinds


def test_the_committed_county_is_good() -> None:
    assert isinstance(checked(ROOT / "records", ROOT), Book)


EXAMPLES = sorted((ROOT / "templates").glob("*/*/examples/*/*.yml"))


def county_with(example: Path, folder: Path) -> Path:
    """A county of the good county and office examples, with one more example in it."""
    kinds = ROOT / "templates" / "kinds"
    office, county = (next(kinds.glob(f"{k}/examples/good/*.yml")) for k in ("office", "county"))
    kind, group = example.parents[2].name, example.parents[3].name
    if kind in ("office", "county"):
        office, county = (example, county) if kind == "office" else (office, example)
    copies = {"county/county.yml": county, "qinghe/office.yml": office}
    if group == "registers":
        copies[f"qinghe/registers/2026/{kind}.yml"] = example
    elif kind not in ("office", "county"):
        number = example.read_text("utf-8").partition("编号: ")[2].split()[0].strip("\"'")
        own = "县级: true" in (kinds / kind / "kind.yml").read_text("utf-8")
        copies[f"{'county' if own else 'qinghe'}/{kind}/{number}.yml"] = example
    for rel, source in copies.items():
        (folder / rel).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, folder / rel)
    return folder


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache for all that are judged by our own law: it is read and compiled once."""
    return tmp_path_factory.mktemp("kept")


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: "/".join(p.parts[-4:]))
def test_examples_of_kinds(path: Path, tmp_path: Path, kept: Path) -> None:
    said = told(county_with(path, tmp_path), ROOT, kept=kept)
    if path.parent.name == "good":
        assert said == ""
    else:
        expected = path.read_text("utf-8").splitlines()[0].removeprefix("# expect: ")
        about_a_rule = re.fullmatch(r"[a-z0-9-]+", expected)
        assert said == "" if about_a_rule else expected in said
        assert not about_a_rule or expected in fired(tmp_path, cache=kept)


def fired(records: Path, *, cache: Path) -> set[str]:
    """The rules that find something in a sound county, on the day of the demo."""
    content, templates = ROOT / "content", ROOT / "templates"
    raw = load(records=records, content=content, templates=templates, cache=cache)
    definitions = defined(ROOT)
    book = check(raw, definitions)
    assert isinstance(book, Book)
    cases = derive(book, definitions, AS_OF).cases.values()
    return {o.rule for case in cases for o in case.outcomes if o.state in SPOKEN}


def test_a_bad_example_may_name_the_rule_that_it_breaks(tmp_path: Path, kept: Path) -> None:
    late = ROOT / "templates/kinds/assessment/examples/good/minimal.yml"
    assert "assessment-due" in fired(county_with(late, tmp_path), cache=kept)


# One value at a time

RECORD = (TINY / "records" / "east" / "visit" / "2026-001.yml").read_text("utf-8")


def edited(tmp_path: Path, old: str, new: str, *, shapes: Path = TINY) -> list[str]:
    county = tmp_path / "records"
    shutil.copytree(TINY / "records", county)
    assert old in RECORD
    text = RECORD.replace(old, new)
    (county / "east" / "visit" / "2026-001.yml").write_text(text, "utf-8")
    return messages(checked(county, shapes))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("姓名: 秦志远\n", "", "1 姓名 须填写"),
        ("姓名: 秦志远", "姓名: ''", "2 姓名 须填写，不得留空"),
        ("姓名: 秦志远", "姓明: 秦志远", "2 姓明 没有这个字段：'姓明'"),
        ("姓名: 秦志远", "姓名: 12", "2 姓名 须为文字：12"),
        ("性别: 男", "性别: 未知", "3 性别 须为 男、女 之一：'未知'"),
        ("性别: 男", "性别: 女", "3 性别 须与身份证号一致（男）：'女'"),
        ("1990-03-04", "1990-03-05", "4 出生日期 须与身份证号一致（1990-03-04）：1990-03-05"),
        (
            "出生日期: 1990-03-04",
            "出生日期: '1990/3/4'",
            "4 出生日期 须为日期（YYYY-MM-DD）：'1990/3/4'",
        ),
        ("0017", "0018", "5 身份证号 须为校验码相符的身份证号：'990000199003040018'"),
        ("19900304", "19901304", "5 身份证号 第 7—14 位须为出生日期：'990000199013040017'"),
        ("次数: 2", "次数: 0", "8 次数 须不小于 1：0"),
        ("次数: 2", "次数: true", "8 次数 须为整数：true"),
        ("次数: 2", "次数: 2.5", "8 次数 须为整数：2.5"),
        ("顾晓燕", "顾晓", "9 经办人 须为 office.yml 的 人员.姓名 之一：'顾晓'"),
        (", 止: 2026-07-31", "", "10 期限.止 须填写"),
        (
            "止: 2026-07-31",
            "止: 2026-01-31",
            "10 期限.止 日期倒退，须不早于 期限.起（2026-02-01）：2026-01-31",
        ),
        ("[本人]", "[本人, 路人]", "12 走访.第1项.对象.第2项 须为 本人、家属 之一：'路人'"),
        ("[本人]", "本人", "12 走访.第1项.对象 须为列表：'本人'"),
        ("编号: 2026-001", "编号: 2026-009", "1 编号 须与文件名 2026-001.yml 相同：'2026-009'"),
    ],
)
def test_one_fault(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert said in edited(tmp_path, old, new)


@pytest.mark.parametrize(
    ("more", "said"), [("", ["12 走访.第1项.对象 须填写，不得留空"]), ("empty: true, ", [])]
)
def test_a_list_that_must_be_there_must_have_an_item(
    tmp_path: Path, more: str, said: list[str]
) -> None:
    shapes = Path(shutil.copytree(TINY, tmp_path / "shapes"))
    kind = shapes / "templates/kinds/visit/kind.yml"
    text = kind.read_text("utf-8").replace("minlength: 1, ", f"required: true, {more}")
    kind.write_text(text, "utf-8")
    assert edited(tmp_path, "[本人]", "[]", shapes=shapes) == said


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("性别: 男", "性别:"),
        ("{起: 2026-02-01, 止: 2026-07-31}", "{}"),
        ("{起: 2026-02-01, 止: 2026-07-31}", "{起: , 止: }"),
        ("[本人]", "[]"),
        ("走〔2026〕1号", "''"),
        ("止: 2026-07-31", "止: 2026-02-01"),
    ],
)
def test_optional_fields_may_be_left_blank(tmp_path: Path, old: str, new: str) -> None:
    assert edited(tmp_path, old, new) == []


# Numbers


def test_identity_numbers() -> None:
    assert identity_issue("990000199003040017") is None
    assert identity_issue("99000019950912105X") is None
    assert identity_issue("99000019950912105x")
    assert identity_issue("990000199502300017") == "第 7—14 位须为出生日期"
    assert (birth_of("990000199003040017"), sex_of("990000199003040017")) == (
        date(1990, 3, 4),
        "男",
    )


@given(
    st.from_regex(
        r"\A[1-9][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])[0-9]{3}\Z"
    )
)
def test_every_single_slip_in_an_identity_number_is_seen(stem: str) -> None:
    number = stem + check_character(stem)
    assert identity_issue(number) is None
    for at in range(17):
        slip = number[:at] + str((int(number[at]) + 1) % 10) + number[at + 1 :]
        assert identity_issue(slip)


@pytest.mark.parametrize(
    ("number", "good"),
    [
        ("19900000101", True),
        ("0500-80000001", True),
        ("0500-80000001-12", True),
        ("12348", True),
        ("400-800-1234", True),
        ("1990000010", False),
        ("199000001011", False),
        ("0500", False),
        ("电话", False),
    ],
)
def test_phones(number: str, good: bool) -> None:
    assert is_phone(number) is good


# The fast validator and Cerberus agree

TEXTS = ["", "甲", "乙丙", "2026-001", "2026-001\n", "x" * 5]
ANY: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(min_value=-2, max_value=6)
    | st.floats(min_value=-2, max_value=6, allow_nan=False)
    | st.sampled_from(TEXTS)
    | st.sampled_from([date(2026, 1, 1), date(2026, 3, 9)]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from("甲乙丙丁"), inner, max_size=3)
    ),
    max_leaves=6,
)
BOUNDS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "string": {
        "allowed": st.lists(st.sampled_from(TEXTS), min_size=1, max_size=3, unique=True),
        "minlength": st.integers(0, 3),
        "maxlength": st.integers(0, 3),
        "regex": st.sampled_from([r"\d{4}-\d{3}", r"甲|乙", r"[^\s]*$"]),
        "empty": st.booleans(),
    },
    "integer": {"min": st.integers(-1, 3), "max": st.integers(0, 5)},
    "number": {"min": st.integers(-1, 3), "max": st.floats(0, 5)},
    "float": {"allowed": st.lists(st.floats(0, 5), min_size=1, max_size=2)},
    "boolean": {"allowed": st.just([True])},
    "date": {"min": st.just(date(2026, 2, 1)), "max": st.just(date(2026, 2, 1))},
    "dict": {"empty": st.booleans(), "minlength": st.integers(0, 2)},
    "list": {
        "empty": st.booleans(),
        "minlength": st.integers(0, 2),
        "maxlength": st.integers(0, 2),
        "allowed": st.lists(st.sampled_from(["甲", 1, None]), min_size=1, max_size=3),
    },
}


# Rules that speak of another type than the field's: most say nothing, some do (true is 1).
STRAY = {
    "min": st.integers(-1, 3) | st.just(date(2026, 2, 1)),
    "max": st.integers(0, 3),
    "minlength": st.integers(0, 2),
    "regex": st.just("甲$"),
    "empty": st.booleans(),
    "allowed": st.lists(st.sampled_from(["甲", 1, None, date(2026, 1, 1)]), min_size=1, max_size=2),
}


@st.composite
def rule_sets(draw: Callable[..., Any], depth: int = 2) -> dict[str, Any]:
    kind = draw(st.sampled_from(sorted(BOUNDS)))
    rules: dict[str, Any] = {"type": kind}
    bounds = BOUNDS[kind] if draw(st.integers(0, 5)) else STRAY
    for name in draw(st.sets(st.sampled_from(sorted(bounds)), max_size=2)):
        rules[name] = draw(bounds[name])
    for name in draw(st.sets(st.sampled_from(["required", "nullable"]))):
        rules[name] = draw(st.booleans())
    if kind == "list" and depth and draw(st.booleans()):
        rules["schema"] = draw(rule_sets(depth=depth - 1))
    if kind == "dict" and depth and draw(st.booleans()):
        rules["schema"] = draw(schemas(depth=depth - 1))
    return rules


@st.composite
def schemas(draw: Callable[..., Any], depth: int = 2) -> dict[str, Any]:
    names = draw(st.lists(st.sampled_from("甲乙丙"), min_size=1, max_size=3, unique=True))
    schema = {name: draw(rule_sets(depth=depth)) for name in names}
    if draw(st.integers(0, 4)) == 0:
        schema[names[0]]["dependencies"] = draw(st.sampled_from(["甲", ["甲", "乙"], ["丙"]]))
    return schema


@st.composite
def likely(draw: Callable[..., Any], rules: dict[str, Any]) -> Any:
    """A value that often fits, so that passing is tested as well as refusing."""
    if draw(st.integers(0, 7)) == 0:
        return draw(ANY)
    kind = rules["type"]
    if "allowed" in rules and kind != "list":
        return draw(st.sampled_from(rules["allowed"]))
    if kind == "dict":
        return draw(fitting(rules["schema"])) if "schema" in rules else {"甲": 1}
    if kind == "list":
        item = likely(rules["schema"]) if "schema" in rules else st.just("甲")
        return draw(st.lists(item, max_size=2))
    plain: dict[str, st.SearchStrategy[Any]] = {
        "string": st.sampled_from(TEXTS),
        "integer": st.integers(-1, 5),
        "number": st.integers(-1, 5) | st.floats(-1, 5),
        "float": st.floats(-1, 5),
        "boolean": st.booleans(),
        "date": st.sampled_from([date(2026, 1, 1), date(2026, 3, 9)]),
    }
    return draw(plain[kind])


@st.composite
def fitting(draw: Callable[..., Any], schema: dict[str, Any]) -> dict[str, Any]:
    left_out = draw(st.sets(st.sampled_from(sorted(schema)), max_size=1))
    return {name: draw(likely(rules)) for name, rules in schema.items() if name not in left_out}


@st.composite
def pairs(draw: Callable[..., Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    schema = draw(schemas())
    return schema, draw(fitting(schema))


@given(pairs())
def test_fast_validator_and_cerberus_always_agree(
    pair: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    schema, data = pair
    fields = fields_of(schema, {})
    assert fast_validator(fields)(data) is (schema_issues(data, schema, fields=fields) == ())


@given(pairs(), st.sampled_from([{"甲": 1}, {"甲": ["甲", 1]}, "甲.乙", ["^乙"], []]))
def test_what_only_cerberus_understands_is_left_to_it(
    pair: tuple[dict[str, Any], dict[str, Any]], dependencies: Any
) -> None:
    schema, data = pair
    name = next(iter(schema))
    odd = {**schema, name: {**schema[name], "dependencies": dependencies}}
    fields = fields_of(odd, {})
    if fast_validator(fields)(data):
        assert schema_issues(data, odd, fields=fields) == ()


@given(pairs())
def test_pruning_leaves_nothing_blank_that_is_optional(
    pair: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    schema, data = pair
    fields = fields_of(schema, {})
    once = pruned(data, fields)
    assert pruned(once, fields) == once
    for name, value in once.items():
        field = fields.get(name)
        assert not field or field.required or not is_blank(value, field)


if __name__ == "__main__":  # bless: python tests/test_check.py
    (TERRIBLE / "expected.txt").write_text(told(TERRIBLE / "records") + "\n", "utf-8")
