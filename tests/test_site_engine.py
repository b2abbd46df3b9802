"""The engine: quiet, repeatable, kept by content, and every frame with its marks."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from suowu import site_engine
from suowu.publish import PROJECT
from suowu.render.pages import MARKS, SiteText, internal_text, public_text
from suowu.site_engine import rendered
from tests.small_ledger import AS_OF, definitions

CONFIG = PROJECT / "mkdocs.yml"


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("engine")


def text() -> SiteText:
    return public_text(definitions(), on=AS_OF)


def test_it_says_nothing_and_runs_once(cache: Path, capfd: pytest.CaptureFixture[str]) -> None:
    folder, ran = rendered(text(), config=CONFIG, cache=cache)
    again, ran_again = rendered(text(), config=CONFIG, cache=cache)
    said = capfd.readouterr()
    assert (ran, ran_again, said.out, said.err) == (True, False, "", "")
    assert folder == again


def test_two_runs_write_the_same_bytes(cache: Path, tmp_path: Path) -> None:
    one, _ = rendered(internal_text(definitions(), on=AS_OF), config=CONFIG, cache=cache)
    two, _ = rendered(internal_text(definitions(), on=AS_OF), config=CONFIG, cache=tmp_path)

    def files(folder: Path) -> dict[str, bytes]:
        return {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*.*")}

    assert files(one) == files(two)


def test_a_frame_has_the_marks_and_relative_links(cache: Path) -> None:
    folder, _ = rendered(text(), config=CONFIG, cache=cache)
    html = (folder / "offices/frame.html").read_text("utf-8")
    for name in set(MARKS) - {"heading"}:
        assert f"%%suowu:{name}%%" in html, name
    links = re.findall(r'(?:href|src)="([^"]*)"', html)
    assert "../css/site.css" in links and "../notices.html" in links
    assert not [link for link in links if link.startswith(("http", "/"))]


def test_only_what_pages_need_is_kept(cache: Path) -> None:
    folder, _ = rendered(text(), config=CONFIG, cache=cache)
    names = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}
    assert "404.html" in names and "guide.html" in names
    assert not [name for name in names if name.endswith((".map", ".gz", "sitemap.xml"))]


def test_a_changed_page_is_another_site(cache: Path) -> None:
    said = definitions()
    other = replace(said, pages=tuple(replace(p, digest=f"{p.digest}x") for p in said.pages))
    one, _ = rendered(public_text(said, on=AS_OF), config=CONFIG, cache=cache)
    two, _ = rendered(public_text(other, on=AS_OF), config=CONFIG, cache=cache)
    assert one != two


def test_a_refusal_is_said_in_words(tmp_path: Path) -> None:
    broken = tmp_path / "mkdocs.yml"
    broken.write_text("site_name: 示例\ntheme: {name: 没有的主题}\n", encoding="utf-8")
    with pytest.raises(site_engine.EngineError):
        rendered(text(), config=broken, cache=tmp_path)
