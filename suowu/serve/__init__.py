"""Preview server: builds on save, reloads the browser, shows problems on the page."""

from __future__ import annotations

import errno
import re
import socket
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import SimpleQueue
from typing import TypeAlias

Rebuild: TypeAlias = Callable[[], str]
"""Builds once; gives what stopped the build, in words, or nothing."""

HOST = "127.0.0.1"
_PORT = re.compile(r":[0-9]+$")
_HOSTS = (HOST, "localhost", "[::1]")
_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": "frame-ancestors 'none'",
}
"""So that no page of another site can look at this one, in a frame or otherwise."""
_WAIT = 20.0
_PORTS = 20  # so many are tried
_SCRIPT = """
"use strict";
const said = new EventSource("/~events");
let first = null;
said.onmessage = async (message) => {
  const [version, refused] = message.data.split(" ");
  if (first === null) first = version;
  else if (version !== first) return location.reload();
  document.getElementById("suowu-problems")?.remove();
  if (refused === "0") return;
  const box = document.createElement("pre");
  box.id = "suowu-problems";
  box.setAttribute("role", "alert");
  box.style.cssText = "position:fixed;inset:auto 0 0 0;max-height:60vh;overflow:auto;margin:0;" +
    "padding:1rem;background:#7f1d1d;color:#fff;font:16px/1.6 monospace;white-space:pre-wrap;" +
    "z-index:99";
  const problems = await (await fetch("/~problems")).text();
  box.textContent = "有错误，改好以前有关内容不会更新：\\n\\n" + problems;
  document.body.append(box);
};
"""
_NOTHING_YET = '<!doctype html><meta charset="utf-8"><body><p>还没有页面。</p></body>'.encode()
_TAG = b'<script src="/~reload.js" defer></script></body>'


@dataclass(slots=True)
class PreviewState:
    """What the browser is told: how many builds there have been and what the last one refused."""

    version: int = 0
    problems: str = ""
    changed: threading.Condition = field(default_factory=threading.Condition)

    def set(self, problems: str) -> None:
        with self.changed:
            self.version += 1
            self.problems = problems
            self.changed.notify_all()

    def wait(self, seen: int) -> tuple[int, bool]:
        """The next version after `seen`, or the same one after a while."""
        with self.changed:
            self.changed.wait_for(lambda: self.version != seen, timeout=_WAIT)
            return self.version, bool(self.problems)


def _say(line: str) -> None:
    print(line, flush=True)  # who reads it through a pipe should not wait


def free_port(first: int) -> int:
    """The first port from there on that nobody listens to; OSError if it may not be used."""
    for port in range(first, min(first + _PORTS, 65536)):
        with socket.socket() as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                tried.bind((HOST, port))
            except OSError as error:
                if error.errno != errno.EADDRINUSE:
                    raise
            else:
                return port
    raise OSError(errno.EADDRINUSE, "")


def serve(
    rebuild: Rebuild,
    *,
    site: Path,
    watch: Sequence[Path],
    port: int = 8000,
    pages: str = "",
    say: Callable[[str], None] = _say,
    changes: Callable[..., Iterable[object]] | None = None,
    ahead: Callable[[], None] = lambda: None,
) -> None:
    """Build, serve `site` on this machine only, and build again whenever a watched file is saved.

    `site` is the folder of one site, public or internal, `pages` says what to open. Returns on
    Ctrl+C. OSError if the port is taken. `changes` stands in for watchfiles in tests; `ahead` is
    called while the next save is waited for.
    """
    state = PreviewState()
    with server(site, state, port=port) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        try:
            saved = _saves((changes or _changes)(*watch))
            _build(rebuild, state, say=say)
            say(f"预览 http://{HOST}:{http.server_port}/ （按 Ctrl+C 结束）\n{pages}".rstrip())
            ahead()
            while saved.get():
                say("文件有改动，正在重新生成……")
                _build(rebuild, state, say=say)
                ahead()
        except KeyboardInterrupt:
            pass
        finally:
            http.shutdown()
        say("预览已结束。")


def _saves(changes: Iterable[object]) -> SimpleQueue[bool]:
    """True whenever something was saved, False when nothing more will be.

    Why a thread that is there before the first build: a save during a build is not lost.
    """
    saved: SimpleQueue[bool] = SimpleQueue()

    def listen() -> None:
        for _ in changes:
            saved.put(True)
        saved.put(False)

    threading.Thread(target=listen, daemon=True).start()
    return saved


def _build(rebuild: Rebuild, state: PreviewState, *, say: Callable[[str], None]) -> None:
    problems = rebuild()
    state.set(problems)
    say(problems or "已生成")


def server(site: Path, state: PreviewState, *, port: int) -> ThreadingHTTPServer:
    """The HTTP server, not yet running. OSError if the port is taken."""
    return _Server((HOST, port), partial(_Page, site=site, state=state))


class _Server(ThreadingHTTPServer):
    """Why a subclass: a page that was closed while it loaded is no news for the screen."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def _changes(*folders: Path) -> Iterable[object]:
    from watchfiles import watch

    return watch(*folders, raise_interrupt=False)


class _Page(SimpleHTTPRequestHandler):
    """Files of the site with the reload script put in, and three addresses of its own."""

    def __init__(self, *args: object, site: Path, state: PreviewState) -> None:
        self.site, self.state = site, state
        super().__init__(*args, directory=str(site))  # type: ignore[arg-type]

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        if _PORT.sub("", self.headers.get("Host", "")).lower() not in _HOSTS:
            return self.send_error(421)  # another site's page asking through this browser
        own: dict[str, Callable[[], None]] = {
            "/~events": self._events,
            "/~problems": lambda: self._send("text/plain", self.state.problems.encode()),
            "/~reload.js": lambda: self._send("text/javascript", _SCRIPT.encode()),
        }
        return own.get(self.path, self._file)()

    def _file(self) -> None:
        path = Path(self.translate_path(self.path))
        if path.is_dir():
            path /= "index.html"
        if not path.is_file() or not path.resolve().is_relative_to(self.site.resolve()):
            return self._missing()
        if path.suffix != ".html":
            return self._send(self.guess_type(path), path.read_bytes())
        return self._send("text/html", path.read_bytes().replace(b"</body>", _TAG))

    def _missing(self) -> None:
        page = self.site / "404.html"
        text = page.read_bytes() if page.is_file() else _NOTHING_YET
        return self._send("text/html", text.replace(b"</body>", _TAG), status=404)

    def _events(self) -> None:
        self._head("text/event-stream")
        if self.command == "HEAD":
            return
        seen = -1
        try:
            while True:
                seen, refused = self.state.wait(seen)
                self.wfile.write(f"data: {seen} {int(refused)}\n\n".encode())
                self.wfile.flush()
        except OSError:  # the page was closed
            return

    def _send(self, kind: str, content: bytes, *, status: int = 200) -> None:
        self._head(kind, status=status, length=len(content))
        if self.command != "HEAD":
            self.wfile.write(content)

    def _head(self, kind: str, *, status: int = 200, length: int | None = None) -> None:
        self.send_response(status)
        text = kind.startswith("text/") or kind.endswith(("json", "xml"))
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if text else kind)
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.end_headers()

    def end_headers(self) -> None:
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the screen is for builds."""
