"""Both sites in a real browser: from disk, and as the README says they are served."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import threading
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, sync_playwright
from pypdf import PdfReader

from tests.counties import ROOT, real_county, web_only

BINARIES = ("chromium", "chromium-browser", "google-chrome")
ARGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SERIOUS = ("serious", "critical")
LOOK_FOR = {"resultTypes": ["violations"], "preload": False}  # it would fetch what is there already
OWN = ("file://", "http://127.0.0.1:", "data:", "blob:", "about:")


# --- what the tests share ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    binary = next(filter(None, map(shutil.which, BINARIES)), None)
    if binary is None:
        missing = "no Chromium: apt-get install chromium, or run .ci/run"
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=binary, args=ARGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo county of records/."""
    folder = tmp_path_factory.mktemp("demo")
    return web_only(ROOT / "records", folder / "site", home=folder)


@pytest.fixture(scope="module")
def real_site(tmp_path_factory: pytest.TempPathFactory, site: Path) -> Path:
    """A county that is not marked as made up, as of 2026-03-20."""
    folder = tmp_path_factory.mktemp("real")
    records = real_county(folder)
    return web_only(records, folder / "site", home=site.parent, as_of="2026-03-20")


class Server(SimpleHTTPRequestHandler):
    """Serves as the README's nginx does: its policy, and its page for what is missing."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", policy())
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(str(self.directory), "404.html")
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(page.read_bytes())

    def log_message(self, *_: object) -> None:
        return


def policy() -> str:
    found = re.search(r'Content-Security-Policy "([^"]+)"', (ROOT / "README.md").read_text("utf-8"))
    assert found, "the README names no policy"
    return found[1]


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Server, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@dataclass(frozen=True, slots=True)
class Bases:
    """Where each site begins, by disk and by net."""

    public: dict[str, str]
    internal: dict[str, str]


@pytest.fixture(scope="module")
def bases(site: Path) -> Iterator[Bases]:
    """The public site at the top of its host, the internal one below /internal/."""
    with serving(site / "public") as public, serving(site) as inner:
        yield Bases(
            public={"file": (site / "public").as_uri(), "http": public},
            internal={"file": (site / "internal").as_uri(), "http": f"{inner}/internal"},
        )


@dataclass  # no slots: playwright notes its handlers on it
class Heard:
    """What must not happen while a page is looked at."""

    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext) -> None:
        context.route("**/*", self._request)
        context.on("console", lambda m: self.errors.append(m.text) if m.type == "error" else None)
        context.on("weberror", lambda error: self.errors.append(str(error.error)))
        context.on("requestfailed", self._failed)
        context.on(
            "response",
            lambda r: self.errors.append(f"{r.status} {r.url}") if r.status >= 400 else None,
        )

    def _failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # the reader has gone on already
            self.errors.append(f"failed: {request.url} {request.failure}")

    def _request(self, route: Route) -> None:
        if route.request.url.startswith(OWN):
            route.continue_()
        else:
            self.outside.append(route.request.url)
            route.abort()


Opened = Callable[..., Page]


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def opened(browser: Browser, heard: Heard) -> Iterator[Opened]:
    """Opens pages in a fresh profile; afterwards nothing may have gone wrong or outside."""
    contexts: list[BrowserContext] = []

    def open_page(url: str, **options: Any) -> Page:
        if not contexts:
            contexts.append(browser.new_context(locale="zh-CN", **options))
            heard.watch(contexts[0])
        page = contexts[0].pages[0] if contexts[0].pages else contexts[0].new_page()
        page.goto(url)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert heard.outside == [] and heard.errors == []


def people() -> list[str]:
    """Everybody the committed county's case files are about."""
    files = sorted((ROOT / "records").glob("*/correction/*.yml"))
    names = (re.search(r"^姓名: (\S+)$", file.read_text("utf-8"), re.M) for file in files)
    return [name[1] for name in names if name]


def first(site: Path, pattern: str) -> str:
    """The address of the first page of a sort, inside its own site."""
    found = sorted(site.glob(pattern), key=lambda file: (-file.stat().st_size, file.name))
    return found[0].relative_to(site).as_posix().partition("/")[2]


def public_pages(site: Path) -> list[str]:
    names = "index offices notices statistics catalogue search workflow".split()
    own = [first(site, "public/offices/*.html"), first(site, "public/notices/*.html")]
    return [*(f"{name}.html" for name in names), *own]


def internal_pages(site: Path) -> list[str]:
    names = "index cases registers offices statistics trends month half retention search".split()
    names.append("handbook/04-05-correction")
    kinds = sorted({f.parent.name for f in (site / "internal/cases").glob("*/*/*.html")})
    own = " ".join(f"cases/*/{kind}/*.html" for kind in kinds)
    own += " registers/*/*/*.html offices/*.html"
    return [
        *(f"{name}.html" for name in names),
        *(first(site, f"internal/{p}") for p in own.split()),
    ]


# --- the reader's ways ---------------------------------------------------------------------------

BY = pytest.mark.parametrize("by", ["file", "http"])


@BY
def test_from_the_portal_to_an_office_to_its_notice(
    by: str, bases: Bases, site: Path, opened: Opened
) -> None:
    page = opened(f"{bases.public[by]}/index.html")
    office, notice = next(
        (p.stem, found[0])
        for p in sorted((site / "public/offices").iterdir())
        if (found := re.findall(r"notices/\w+\.html", p.read_text("utf-8")))
    )
    page.locator(
        f"main a[href='offices/{office}.html'], article a[href='offices/{office}.html']"
    ).first.click()
    page.wait_for_url(f"**/offices/{office}.html")
    name = page.locator("h1").inner_text()
    page.locator(f"a[href$='{notice}']").first.click()
    page.wait_for_url(f"**/{notice}")
    words = page.locator(".notice").inner_text()
    assert name in words and "公示期" in words and "异议电话" in words and "某" in words
    page.locator("a.brand").click()
    page.wait_for_url("**/index.html")


def searched(page: Page, words: str) -> tuple[str, list[str]]:
    page.locator("header input[name=q]").fill(words)
    page.locator("header input[name=q]").press("Enter")
    page.wait_for_url("**/search.html?q=*")
    return page.locator("[data-search-status]").inner_text(), page.locator(
        ".hits a"
    ).all_inner_texts()


@BY
def test_public_search_finds_pages_and_no_person(by: str, bases: Bases, opened: Opened) -> None:
    page = opened(f"{bases.public[by]}/index.html")
    assert any("办事指南" in title for title in searched(page, "法律援助")[1])
    page.locator(".hits a", has_text="办事指南").first.click()
    page.wait_for_url("**/guide.html#*")
    staff = "".join(f.read_text("utf-8") for f in (ROOT / "records").glob("*/office.yml"))
    for name in [one for one in people() if one[-2:] not in staff][:3]:
        for words in (name, f"{name[0]}某"):
            status, hits = searched(page, words)
            assert "没有找到" in status and hits == []


@BY
def test_internal_search_finds_the_handbook_and_the_case(
    by: str, bases: Bases, opened: Opened
) -> None:
    page = opened(f"{bases.internal[by]}/index.html")
    page.wait_for_load_state()
    assert any("社区矫正" in title for title in searched(page, "入矫宣告")[1])
    page.locator(".hits a", has_text="社区矫正").first.click()
    page.wait_for_url("**/handbook/*.html")
    name = max(people(), key=len)
    assert any(name in title for title in searched(page, name)[1])


def test_the_public_search_index_names_nobody(site: Path) -> None:
    index = (site / "public/search/index.js").read_text("utf-8")
    assert [name for name in people() if len(name) > 2 and name in index] == []


@BY
def test_the_board_is_filtered(by: str, bases: Bases, opened: Opened) -> None:
    page = opened(f"{bases.internal[by]}/index.html")
    rows = page.locator("[data-row]")
    whole = rows.count()

    def left(**wanted: str) -> int:
        match = "".join(f"[data-{key}='{value}']" for key, value in wanted.items())
        return page.locator(f"[data-row]{match}").count()

    def shown() -> int:
        counted = page.locator("[data-row]:not([hidden])").count()
        said = page.locator("form.filter [data-count]").inner_text()
        assert said == (
            f"共 {whole} 项" if counted == whole else f"筛选出 {counted} 项，共 {whole} 项"
        )
        groups = page.locator("[data-group]:not([hidden]) [data-group-count]").all_inner_texts()
        assert sum(map(int, groups)) == counted
        return counted

    assert shown() == whole == left() > 50
    for name in ("office", "kind", "person"):
        value = page.locator(f"select[name={name}] option").nth(1).evaluate("o => o.value")
        page.locator(f"select[name={name}]").select_option(value)
        assert 0 < shown() == left(**{name: value}) < whole
        page.locator("form.filter button[type=reset]").click()
        page.locator("[data-row][hidden]").first.wait_for(state="detached")
    page.locator("input[name=due][value=overdue]").check()
    assert 0 < shown() == left(bucket="overdue") < whole
    page.locator("input[name=due][value='30']").check()
    assert shown() == left(bucket="7") + left(bucket="30")
    office = page.locator("select[name=office] option").nth(2).evaluate("o => o.value")
    page.locator("select[name=office]").select_option(office)
    both = shown()
    assert both == left(bucket="7", office=office) + left(bucket="30", office=office)
    page.reload()
    assert shown() == both, "a filtered board can be shared by its address"


@BY
def test_a_dossier_unfolds_how_a_day_was_worked_out(
    by: str, bases: Bases, site: Path, opened: Opened
) -> None:
    page = opened(f"{bases.internal[by]}/{first(site, 'internal/cases/*/correction/*.html')}")
    page.locator("#deadlines details.fold > summary").click()
    done = page.locator("#deadlines details.fold tbody tr")
    row = done.filter(has=page.locator("details.counted")).first
    steps = row.locator(".steps")
    assert not steps.is_visible()
    row.locator("summary").click()
    words = steps.inner_text()
    assert re.search(r"起算\s.*年\d+月\d+日（星期.）\s+correction/2\d{3}-\d+\.yml:\d+", words)
    due = row.locator("time").first.inner_text()
    assert re.search(rf"应在\s+{due}（星期.）", words) and "实际" in words


@BY
def test_elder_mode_stays_on(by: str, bases: Bases, opened: Opened) -> None:
    page = opened(f"{bases.public[by]}/index.html")
    size = "parseFloat(getComputedStyle(document.querySelector('article p')).fontSize)"
    before = page.evaluate(size)
    button = page.locator("button.elder")
    assert button.get_attribute("aria-pressed") == "false"
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    assert page.evaluate(size) >= before * 1.15
    page.goto(f"{bases.public[by]}/guide.html")
    assert button.get_attribute("aria-pressed") == "true"
    button.click()
    page.reload()
    assert button.get_attribute("aria-pressed") == "false"


def test_the_page_for_what_is_missing(bases: Bases, opened: Opened, heard: Heard) -> None:
    for address in ("nothing.html", "notices/gone.html", "a/b/c/deep.html"):
        page = opened(f"{bases.public['http']}/{address}")
        assert page.locator("h1").inner_text() == "没有找到这一页"
        assert "撤下" in page.locator("article").inner_text()
        assert page.evaluate("getComputedStyle(document.querySelector('.top')).display") != "inline"
        missed = [error for error in heard.errors if address not in error]
        heard.errors[:] = [e for e in missed if not e.startswith("Failed to load resource")]
        assert heard.errors == []
    page.locator("article a").first.click()
    assert page.locator("h1").inner_text() != "没有找到这一页"


@BY
def test_the_keyboard_leads_to_the_text(by: str, bases: Bases, opened: Opened) -> None:
    page = opened(f"{bases.public[by]}/workflow.html")
    page.keyboard.press("Tab")
    skip = page.locator("a.skip")
    assert skip.evaluate("a => a === document.activeElement")
    box = skip.bounding_box()
    assert box and box["x"] >= 0 and box["y"] >= 0 and box["height"] > 20
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id || location.hash.slice(1)") == "content"
    for _ in range(6):
        page.keyboard.press("Tab")
        assert page.evaluate(
            """() => {
                const style = getComputedStyle(document.activeElement);
                const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
                return ring || style.boxShadow !== 'none';
            }"""
        ), "the focus cannot be seen"


def test_without_scripts_everything_is_there(bases: Bases, opened: Opened) -> None:
    page = opened(f"{bases.internal['http']}/index.html", java_script_enabled=False)
    assert page.locator("[data-row]").first.is_visible()
    assert not page.locator("form.filter").is_visible()
    page.goto(f"{bases.public['http']}/search.html")
    assert "搜索需要浏览器脚本" in page.locator("article").inner_text()
    assert not page.locator("button.elder").is_visible()


# --- a notice and the reader's clock -------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "there"),
    [
        ("2026-03-20T09:00:00+08:00", True),
        ("2026-03-24T23:59:00+08:00", True),
        ("2026-03-25T00:00:30+08:00", False),
        ("2027-01-01T00:00:00+08:00", False),
    ],
)
def test_a_notice_ends_by_the_readers_clock(
    now: str, there: bool, real_site: Path, opened: Opened
) -> None:
    base = (real_site / "public").as_uri()
    notice = first(real_site, "public/notices/*.html")
    page = opened("about:blank", timezone_id="America/New_York")
    page.clock.set_fixed_time(now)
    page.goto(f"{base}/{notice}")
    assert ("某某" in page.locator("body").inner_text()) is there
    assert page.locator(".window-over").is_visible() is not there
    for address in ("index.html", "notices.html", "offices/baihe.html"):
        page.goto(f"{base}/{address}")
        assert page.locator("[data-window-last]").count() == int(there)
        assert "某某" not in page.locator("body").inner_text()


def test_the_notices_of_a_made_up_county_stay(bases: Bases, site: Path, opened: Opened) -> None:
    page = opened("about:blank")
    page.clock.set_fixed_time("2031-01-01T00:00:00+08:00")
    page.goto(f"{bases.public['file']}/{first(site, 'public/notices/*.html')}")
    assert page.locator(".notice").is_visible()


# --- every sort of page --------------------------------------------------------------------------


def every_page(bases: Bases, site: Path, by: str) -> list[str]:
    return [
        *(f"{bases.public[by]}/{address}" for address in public_pages(site)),
        *(f"{bases.internal[by]}/{address}" for address in internal_pages(site)),
    ]


def unfolded(page: Page) -> Page:
    """The page with all that is folded away shown."""
    page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
    return page


def test_at_320_pixels_nothing_sticks_out(bases: Bases, site: Path, opened: Opened) -> None:
    wide = {}
    for url in every_page(bases, site, "file"):
        page = unfolded(opened(url, viewport={"width": 320, "height": 640}))
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 320:
            wide[url.rpartition("/site/")[2]] = width
    assert wide == {}


MENUS = "nav.tabs, a.skip, header form, button.elder, form.filter"
PRINTED = """menus => {
    const seen = found => found.getClientRects().length > 0;
    const tables = [...document.querySelectorAll('article table')];
    return {
        menus: [...document.querySelectorAll(menus)].filter(seen).map(found => found.className),
        title: seen(document.querySelector('h1')),
        tables: !tables.length || tables.some(seen),
    };
}"""


def test_on_paper_there_are_words_and_no_menus(bases: Bases, site: Path, opened: Opened) -> None:
    for url in every_page(bases, site, "file"):
        page = opened(url)
        page.emulate_media(media="print")
        assert page.evaluate(PRINTED, MENUS) == {"menus": [], "title": True, "tables": True}, url


def barriers(page: Page) -> list[str]:
    """What axe calls serious or critical, with the first places."""
    return [
        f"{found['id']}: {[node['html'][:160] for node in found['nodes'][:3]]}"
        for found in Axe().run(page, options=LOOK_FOR).response["violations"]
        if found["impact"] in SERIOUS
    ]


def test_no_serious_barrier_in_public(bases: Bases, site: Path, opened: Opened) -> None:
    urls = [f"{bases.public['http']}/{address}" for address in [*public_pages(site), "404.html"]]
    assert {url: found for url in urls if (found := barriers(opened(url)))} == {}


def test_no_serious_barrier_inside(real_site: Path, opened: Opened) -> None:
    """The miniature county: the same pages, fewer rows."""
    base = (real_site / "internal").as_uri()
    urls = [f"{base}/{address}" for address in internal_pages(real_site)]
    assert {url: found for url in urls if (found := barriers(unfolded(opened(url))))} == {}


def test_no_serious_barrier_on_a_phone_in_elder_mode(bases: Bases, opened: Opened) -> None:
    phone = {"width": 360, "height": 740}
    page = opened(f"{bases.public['http']}/index.html", viewport=phone)
    page.locator("button.elder").click()
    for address in ("index.html", "notices.html", "workflow.html"):
        page.goto(f"{bases.public['http']}/{address}")
        assert barriers(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_every_sort_of_page_is_quiet(bases: Bases, site: Path, opened: Opened) -> None:
    """No error on the console, nothing missing, nothing asked for from outside."""
    for url in every_page(bases, site, "http"):
        page = opened(url)
        assert page.locator("h1").count() == 1, url
        assert page.title() and page.evaluate("document.documentElement.lang").startswith("zh")


# --- the reports and drawings --------------------------------------------------------------------


@pytest.mark.parametrize("name", ["month", "half"])
def test_a_report_is_one_sheet_of_paper(name: str, site: Path, tmp_path: Path) -> None:
    file = tmp_path / f"{name}.pdf"
    binary = next(path for name in BINARIES if (path := shutil.which(name)))
    command = [binary, *ARGS, "--no-pdf-header-footer", f"--print-to-pdf={file}"]
    page = (site / f"internal/{name}.html").resolve().as_uri()
    subprocess.run([*command, page], check=True, capture_output=True, timeout=120)
    (sheet,) = PdfReader(file).pages
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", sheet.extract_text()))
    assert "工作" in text and "填报人" in text and "配备和比率" in text


def test_no_drawing_needs_a_colour_and_no_mark_is_left(site: Path) -> None:
    html = (site / "internal/trends.html").read_text("utf-8")
    drawings = re.findall(r"<svg class=\"chart\".*?</svg>", html, flags=re.DOTALL)
    assert len(drawings) >= 6
    assert not any("fill=" in drawing or "style=" in drawing for drawing in drawings)
    for handbook in (site / "internal/handbook").glob("*.html"):
        assert "%%suowu" not in handbook.read_text("utf-8")
