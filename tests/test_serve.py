"""The preview: builds on save, tells the browser, shows problems, answers only this machine."""

import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path
from queue import SimpleQueue

import pytest

from suowu.serve import HOST, PreviewState, free_port, serve, server


@pytest.fixture
def state() -> PreviewState:
    return PreviewState()


@pytest.fixture
def http(tmp_path: Path, state: PreviewState) -> Iterator[ThreadingHTTPServer]:
    (tmp_path / "index.html").write_text("<body>首页</body>", encoding="utf-8")
    page = '<link href="/css/site.css"><body>没有</body>'
    (tmp_path / "404.html").write_text(page, encoding="utf-8")
    with server(tmp_path, state, port=0) as running:
        threading.Thread(target=running.serve_forever, args=(0.02,), daemon=True).start()
        yield running
        running.shutdown()


def get(http: ThreadingHTTPServer, path: str, *, host: str = HOST) -> tuple[int, str]:
    request = urllib.request.Request(f"http://{HOST}:{http.server_port}{path}")
    request.add_header("Host", host)
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_pages_get_the_reload_script(http: ThreadingHTTPServer) -> None:
    status, page = get(http, "/index.html")
    assert status == 200 and "首页" in page and "/~reload.js" in page
    assert "EventSource" in get(http, "/~reload.js")[1]


def test_a_missing_page_is_the_site_s_own(http: ThreadingHTTPServer) -> None:
    status, page = get(http, "/gone.html")
    assert status == 404 and 'href="/css/site.css"' in page


def test_no_way_out_of_the_folder(http: ThreadingHTTPServer) -> None:
    assert get(http, "/../../etc/passwd")[0] == 404


def test_other_hosts_are_sent_away(http: ThreadingHTTPServer) -> None:
    assert get(http, "/index.html", host="evil.example")[0] == 421


def test_problems_reach_the_page(http: ThreadingHTTPServer, state: PreviewState) -> None:
    state.set("records/a.yml:3:1 宣告.日期 须为日期")
    assert "须为日期" in get(http, "/~problems")[1]
    request = urllib.request.urlopen(f"http://{HOST}:{http.server_port}/~events", timeout=5)
    assert request.readline() == b"data: 1 1\n"
    request.close()


def test_each_save_builds_again(tmp_path: Path) -> None:
    built: SimpleQueue[int] = SimpleQueue()
    said: list[str] = []

    def rebuild() -> str:
        built.put(1)
        return "错误 a.yml 须为日期"

    def saves(*folders: Path) -> Iterator[int]:
        for number in (1, 2, 3):
            built.get()  # each save comes after the build before
            yield number

    serve(rebuild, site=tmp_path, watch=[tmp_path], port=0, say=said.append, changes=saves,
          pages="可以打开")  # fmt: skip
    assert said.count("错误 a.yml 须为日期") == 4 and built.qsize() == 1
    assert "须为日期" in said[0]
    assert "http://127.0.0.1:" in said[1] and said[1].endswith("\n可以打开")
    assert said[-1] == "预览已结束。"


def test_a_save_during_the_first_build_is_not_lost(tmp_path: Path) -> None:
    saved, built = threading.Event(), list[int]()

    def rebuild() -> str:
        built.append(1)
        assert saved.wait(5)
        return ""

    def saves(*folders: Path) -> Iterator[int]:
        yield 1
        saved.set()

    serve(rebuild, site=tmp_path, watch=[], port=0, say=lambda line: None, changes=saves)
    assert len(built) == 2


def test_the_interrupt_ends_it_with_a_sentence_even_in_a_build(tmp_path: Path) -> None:
    said: list[str] = []

    def rebuild() -> str:
        raise KeyboardInterrupt

    serve(rebuild, site=tmp_path, watch=[], port=0, say=said.append, changes=lambda *_: [])
    assert said == ["预览已结束。"]


def test_a_port_in_use_gives_the_next(http: ThreadingHTTPServer) -> None:
    assert free_port(http.server_port) > http.server_port
