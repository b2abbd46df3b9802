"""The preview: each build in a process of its own, no page for strangers, an end by ^C."""

from __future__ import annotations

import errno
import http.client
import io
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from unittest.mock import patch

import pytest

from suowu.cache import CHECKED, keep, recall, take_to_hand
from suowu.commands import site
from suowu.serve import HOST, PreviewState, Rebuild, server
from suowu.serve.standby import Standby
from tests.counties import ROOT, golden_county, suowu


@pytest.fixture
def state() -> PreviewState:
    return PreviewState()


@pytest.fixture
def preview(tmp_path: Path, state: PreviewState) -> Iterator[ThreadingHTTPServer]:
    pages = tmp_path / "public"
    pages.mkdir()
    (pages / "index.html").write_text("<body>首页</body>", encoding="utf-8")
    (pages / "data.json").write_text("{}", encoding="utf-8")
    (tmp_path / "secret.html").write_text("<body>秘密</body>", encoding="utf-8")
    (pages / "link.html").symlink_to(tmp_path / "secret.html")
    (pages / "up").symlink_to(tmp_path)
    with server(pages, state, port=0) as running:
        threading.Thread(target=running.serve_forever, args=(0.02,), daemon=True).start()
        yield running
        running.shutdown()


def asked(
    preview: ThreadingHTTPServer, path: str, *, method: str = "GET", host: str | None = None
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(HOST, preview.server_port, timeout=5)
    own = f"{HOST}:{preview.server_port}"
    connection.request(method, path, headers={"Host": own if host is None else host})
    answer = connection.getresponse()
    found = answer.status, dict(answer.getheaders()), answer.read()
    connection.close()
    return found


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("path", ["/index.html", "/data.json", "/~problems", "/none.html"])
@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "evil.example:8000", "", "localhost@evil"]
)
def test_strangers_are_sent_away(
    preview: ThreadingHTTPServer, method: str, path: str, host: str
) -> None:
    assert asked(preview, path, method=method, host=host)[0] == 421


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1", "[::1]:8000"])
def test_this_machine_is_known_by_all_its_names(preview: ThreadingHTTPServer, host: str) -> None:
    assert asked(preview, "/index.html", host=host)[0] == 200


def test_head_says_what_get_would_and_sends_nothing(preview: ThreadingHTTPServer) -> None:
    for path in ("/index.html", "/data.json", "/none.html", "/~reload.js"):
        got, had = asked(preview, path), asked(preview, path, method="HEAD")
        assert had[0] == got[0] and had[2] == b""
        assert had[1]["Content-Length"] == got[1]["Content-Length"]


@pytest.mark.parametrize("path", ["/link.html", "/up/secret.html", "/up/"])
def test_links_out_of_the_site_are_not_followed(preview: ThreadingHTTPServer, path: str) -> None:
    status, _, body = asked(preview, path)
    assert status == 404 and "秘密".encode() not in body


@pytest.mark.parametrize("path", ["/index.html", "/data.json", "/none.html", "/~problems"])
def test_no_other_site_may_look_in(preview: ThreadingHTTPServer, path: str) -> None:
    headers = asked(preview, path)[1]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Content-Security-Policy"] == "frame-ancestors 'none'"
    assert headers["Cache-Control"] == "no-store"


def test_a_busy_port_gives_the_next_one_and_says_so(
    tmp_path: Path, preview: ThreadingHTTPServer
) -> None:
    given: list[tuple[int, Path]] = []

    def serve(rebuild: Rebuild, *, site: Path, port: int, **how: object) -> None:
        given.append((port, site))

    busy = preview.server_port
    with patch("suowu.serve.serve", serve):
        ran = suowu("serve", "--port", str(busy), home=tmp_path)
    ((port, site),) = given
    assert ran.code == 0 and port > busy and site.parent.name == str(port)
    assert f"端口 {busy} 已被占用" in ran.out and f"改用 {port}" in ran.out


def test_no_port_that_may_be_used_is_a_sentence(tmp_path: Path) -> None:
    with patch("socket.socket.bind", side_effect=OSError(errno.EACCES, "")):
        ran = suowu("serve", "--port", "80", home=tmp_path)
    assert ran.code == 2 and "端口 80 不许使用" in ran.err and "--port" in ran.err


@pytest.mark.parametrize("port", ["65536", "99999", "9" * 40, "-1", "x"])
def test_no_such_port(tmp_path: Path, port: str) -> None:
    assert suowu("serve", f"--port={port}", home=tmp_path).code == 2


class Process:
    """Stands in for a process that waits and then builds."""

    started: ClassVar[list[list[str]]]
    made: ClassVar[list[Process]]
    said, code = "", 0

    def __init__(self, command: list[str], **how: object) -> None:
        self.started.append(command)
        self.made.append(self)
        self.ended = False
        self.returncode: int | None = None
        self.stdout = io.StringIO("ready\n")

    def poll(self) -> int | None:
        return self.returncode

    def kill(self) -> None:
        self.ended = True

    def communicate(self, word: str = "") -> tuple[str, str]:
        self.returncode = self.code
        return "", self.said


@pytest.fixture
def process() -> Iterator[type[Process]]:
    class Fresh(Process):
        started: ClassVar[list[list[str]]] = []
        made: ClassVar[list[Process]] = []

    with patch("suowu.serve.standby.Popen", Fresh):
        yield Fresh


def test_each_build_is_a_process_of_its_own(tmp_path: Path, process: type[Process]) -> None:
    def serve(rebuild: Rebuild, *, ahead: Callable[[], None], **how: object) -> None:
        assert rebuild() == ""
        ahead()
        assert rebuild() == ""

    records = golden_county(tmp_path)
    with patch("suowu.serve.serve", serve):
        done = suowu("serve", "--records", records, "--as-of", "2026-03-20", home=tmp_path)
    assert done.code == 0 and len(process.started) == 2
    asked = process.started[0]
    assert f"--records={records}" in asked and "--as-of=2026-03-20" in asked and "--once" in asked


def test_the_one_that_was_ready_builds(process: type[Process]) -> None:
    standby = Standby(["check"], cache=None)
    standby.prepare()
    standby.prepare()
    assert len(process.started) == 1
    standby.run()
    assert len(process.started) == 1
    standby.run()
    assert len(process.started) == 2


def test_an_edited_program_is_not_the_one_that_waited(process: type[Process]) -> None:
    standby = Standby(["check"], cache=None)
    with patch("suowu.serve.standby.program_stamp", side_effect=["old", "new", "new"]):
        standby.prepare()
        waiting = process.made[-1]
        standby.run()
    assert len(process.started) == 2 and waiting.ended


def test_one_that_broke_down_while_it_waited_is_replaced(process: type[Process]) -> None:
    standby = Standby(["check"], cache=None)
    standby.prepare()
    process.made[-1].returncode = 1
    assert standby.run().returncode == 0 and len(process.started) == 2


def test_it_waits_for_the_word(tmp_path: Path) -> None:
    with closing(Standby(["check", "--help"], cache=tmp_path)) as standby:
        standby.wait_until_ready()
        made = standby.run()
    assert made.returncode == 0 and "build.py check" in made.stdout
    assert not made.stdout.startswith("ready")


def test_it_ends_with_whoever_started_it(tmp_path: Path) -> None:
    standby = Standby(["check", "--help"], cache=tmp_path)
    standby.wait_until_ready()
    assert standby._waiting is not None
    alone = standby._waiting.process
    assert alone.stdin is not None and alone.poll() is None
    alone.stdin.close()
    assert alone.wait(timeout=60) == 0
    standby.close()


def test_what_is_at_hand_is_what_is_kept_now(tmp_path: Path) -> None:
    file = CHECKED.file("records", root=tmp_path)
    keep(file, "before")
    take_to_hand(tmp_path)
    keep(file, "now, and longer")
    assert recall(file) == "now, and longer"
    take_to_hand(tmp_path)
    assert recall(file) == recall(file) == "now, and longer"


def test_what_stopped_a_build_is_shown_and_not_the_rest() -> None:
    said = (
        "提醒 a.yml 甲\n  提示：乙\n错误 b.yml:1:1 须有\n  提示：丙\n共 2 份记录：错误 1\n没有发布"
    )
    assert site._stopping(said) == "错误 b.yml:1:1 须有\n  提示：丙"
    assert site._stopping("程序出错了。\n  提示：丁") == "程序出错了。\n  提示：丁"


def test_a_build_that_breaks_down_ends_nothing_but_itself(
    tmp_path: Path, process: type[Process]
) -> None:
    """As what a typo in a template, or a bug, would do."""
    process.said, process.code = "程序出错了\n  提示：请把 x.log 交给", 3
    said: list[str] = []

    def serve(rebuild: Rebuild, **how: object) -> None:
        said.extend([rebuild(), rebuild()])

    with patch("suowu.serve.serve", serve):
        assert suowu("serve", home=tmp_path).code == 0
    assert said == ["程序出错了\n  提示：请把 x.log 交给"] * 2


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_saves_are_built_until_it_is_interrupted(tmp_path: Path) -> None:
    records = golden_county(tmp_path)
    case = min(records.glob("*/correction/*.yml"))
    good = case.read_text("utf-8")
    case.write_text(f"{good}乱写：一\n", encoding="utf-8")
    code = "import sys; sys.path[0:0] = ['.']; from suowu import cli; cli.main(sys.argv[1:])"
    words = [f"--records={records}", f"--out={tmp_path / 'out'}", "--port=0", "--no-cache"]
    command = [sys.executable, "-P", "-c", code, "serve", *words]
    running = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, bufsize=1
    )
    said: list[str] = []
    reader = threading.Thread(target=lambda: said.extend(running.stdout or ()))
    reader.start()
    try:
        wait_for(lambda: any("预览 http" in line for line in said))
        assert any("冒号须为半角" in line for line in said)
        case.write_text(f"{good}乱写: 一\n", encoding="utf-8")
        wait_for(lambda: any("没有这个字段" in line for line in said))
        running.send_signal(signal.SIGINT)
        assert running.wait(timeout=60) == 0
        reader.join()
        assert said[-1] == "预览已结束。\n" and not any("Interrupt" in line for line in said)
    finally:
        running.kill()
        reader.join()


def wait_for(true: Callable[[], bool], *, seconds: int = 120) -> None:
    for _ in range(seconds * 20):
        if true():
            return
        time.sleep(0.05)
    pytest.fail("it never came")
