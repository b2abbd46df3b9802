"""The recipes of CONTRIBUTING.md, followed to the letter in a small county, keep their promises."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from suowu.define import define
from suowu.load import load
from tests.counties import ROOT, Ran, suowu, tree
from tests.page_text import page_text
from tests.test_examples import one_sided, told_of_the_opposite
from tests.test_parameters import unexplained, unsaid

GUIDE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
LONGEST = 5  # lines of prose
OFFICE = "qinghe"
CASE = f"internal/cases/{OFFICE}/lecture/2026-001.html"


class Step(NamedTuple):
    """One fenced block: a command to type, or a file to write (or to append to)."""

    language: str
    text: str

    @property
    def command(self) -> str:
        return self.text.removeprefix("python3 build.py").strip()

    @property
    def path(self) -> str:
        found = re.match(r"(?:#|\{#|<!--) (?:append to )?(\S+)", self.text)
        assert found, self.text
        return found[1]

    @property
    def appends(self) -> bool:
        return "append to" in self.text.partition("\n")[0]


def recipes() -> dict[str, str]:
    """The sections of "How to add", by heading."""
    how = GUIDE.partition("## How to add")[2].partition("\n## ")[0]
    return {
        part.partition("\n")[0]: part.partition("\n")[2]
        for part in re.split(r"^### ", how, flags=re.M)[1:]
    }


def steps(recipe: str) -> Iterator[Step]:
    for language, text in re.findall(r"^```(\w+)\n(.*?)^```$", recipe, re.M | re.S):
        if language == "sh":
            yield from (Step(language, line) for line in text.splitlines())
        else:
            yield Step(language, text)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout with one office of the demo county."""
    home = tmp_path_factory.mktemp("recipes")
    for name in ("content", "templates", "records/county", f"records/{OFFICE}"):
        shutil.copytree(ROOT / name, home / name)
    return home


@pytest.fixture(scope="module")
def ran(home: Path) -> dict[str, Ran]:
    """What each command of the recipes said; after each recipe the county is still sound."""
    said: dict[str, Ran] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(home)
        for name, recipe in recipes().items():
            for step in steps(recipe):
                follow(step, home, said)
            sound = suowu("check", home=home)
            assert sound.code == 0, f"{name}: {sound.out}{sound.err}"
    return said


def follow(step: Step, home: Path, said: dict[str, Ran]) -> None:
    if step.language == "sh":
        said[step.command] = done = suowu(*step.command.split(), home=home)
        assert done.code == 0, f"{step.text}: {done.out}{done.err}"
        return
    path = home / step.path
    path.parent.mkdir(parents=True, exist_ok=True)
    whole = step.text.partition("\n")[2]
    path.write_text((path.read_text("utf-8") if step.appends else "") + whole, "utf-8")


@pytest.fixture(scope="module")
def site(home: Path, ran: dict[str, Ran]) -> Path:
    assert ran, "the last recipe but one builds"
    return home / "site"


def words(page: Path) -> str:
    return page_text(page.read_text("utf-8"))


@pytest.mark.parametrize("name", recipes())
def test_a_recipe_is_short(name: str) -> None:
    """If one grows, the design is to be mended."""
    prose = re.sub(r"^```.*?^```$", "", recipes()[name], flags=re.M | re.S)
    assert len([line for line in prose.splitlines() if line.strip()]) <= LONGEST


def test_there_is_a_recipe_for_all_that_can_be_added() -> None:
    things = "kind case parameter definition rule workflow notice form register story".split()
    assert [re.sub(r"^An? ", "", name).split()[0] for name in recipes()] == things


def test_what_is_added_holds_the_projects_own_tests(home: Path, ran: dict[str, Ran]) -> None:
    """Those that no check makes: of examples, parameters, numbers and forms."""
    assert ran
    content, templates = home / "content", home / "templates"
    definitions = define(load(records=home / "records", content=content, templates=templates))
    (rule,) = (rule for rule in definitions.rules if rule.kind == "lecture")
    assert one_sided(definitions) == unsaid(definitions) == []
    assert told_of_the_opposite(rule, definitions) == (["错误"], ["错误"])
    assert unexplained(definitions) == {}
    assert all(
        form.file.clause and form.file.layout
        for kind in definitions.kinds.values()
        for form in kind.forms.values()
    )


def test_a_kind_has_its_own_page(site: Path) -> None:
    page = words(site / CASE)
    assert "2026年3月23日开讲，题目是“民法典里的邻里关系”。" in page
    assert "## 期限和规则" in page


def test_a_kinds_bad_example_is_refused_as_it_says(home: Path, ran: dict[str, Ran]) -> None:
    bad = home / "templates/kinds/lecture/examples/bad/no-subject.yml"
    expected = bad.read_text("utf-8").partition("\n")[0].removeprefix("# expect: ")
    record = home / f"records/{OFFICE}/lecture/2026-009.yml"
    record.write_text(bad.read_text("utf-8").replace("2026-001", "2026-009"), "utf-8")
    checked = suowu("check", "--format", "json", home=home)
    record.unlink()
    errors = [each for each in checked.problems if each["level"] == "错误"]
    assert checked.code == 1 and len(errors) == 1
    assert expected in errors[0]["field"]


def test_a_case_starts_as_a_skeleton_under_the_next_number(ran: dict[str, Ran]) -> None:
    (new,) = (done for command, done in ran.items() if command.startswith("new "))
    assert f"records/{OFFICE}/lecture/2026-001.yml" in new.out


def test_a_rule_fires_with_its_parameter_and_its_definition(
    site: Path, ran: dict[str, Ran]
) -> None:
    report = (site / "report.json").read_text("utf-8")
    assert '"rule": "lecture-reported"' in report
    (explained,) = (done for command, done in ran.items() if command.startswith("explain "))
    assert "大型讲座（100 人以上）至迟提前 3 个工作日报备" in explained.out
    assert "content/parameters/lecture.yml" in explained.out
    assert "大型讲座" in explained.out


def test_a_rule_is_shown_under_its_clause(site: Path) -> None:
    handbook = " ".join(
        words(page)
        for page in site.glob("internal/handbook/**/*.html")
        if "讲座报备" in page.read_text()
    )
    assert "讲座报备" in handbook


def test_a_notice_appears_and_shows_its_fields_alone(site: Path) -> None:
    notices = [words(page) for page in site.glob("public/notices/**/*.html")]
    (notice,) = (text for text in notices if "举办法治讲座" in text)
    assert "本所定于2026年3月23日举办法治讲座，题目是“民法典里的邻里关系”，欢迎参加。" in notice
    assert "150" not in notice


def test_a_form_is_printed_on_paper_and_to_be_edited(home: Path, site: Path) -> None:
    printed = [path for path in tree(site / "print") if "lecture" in path]
    assert {Path(path).suffix for path in printed} == {".pdf", ".docx"}
    assert any((home / "packets").rglob("*.docx")) and any((home / "packets").glob("*.pdf"))
    assert "法治讲座报备表" in words(site / CASE)


def test_a_register_is_listed(site: Path) -> None:
    office = words(site / f"internal/offices/{OFFICE}.html")
    assert "图书捐赠登记" in office


def test_a_story_invents_cases_that_read_well_and_one_that_fires(
    home: Path, ran: dict[str, Ran]
) -> None:
    told = list((home / "told").glob("*/lecture/*.yml"))
    assert len(told) == 4
    (checked,) = (done for command, done in ran.items() if "--records told" in command)
    assert "[lecture-reported]" in checked.out
