"""Set-up of `.venv` by venv and pip, once a change of the locks; one sentence if it fails."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from suowu.bootstrap import CHECKOUT, LOCKS, WINDOWS, is_ready, link_file, read_text, stamp

NETWORK = (
    "NewConnectionError",
    "ConnectTimeout",
    "ConnectionError",
    "connection broken",
    "Read timed out",
    "ReadTimeout",
    "ProxyError",
    "SSLError",
    "name resolution",
    "Network is unreachable",
    "Connection refused",
    "HTTP error",
)

SECOND_TRY = "SUOWU_SET_UP_AGAIN"  # set for the command that follows, lest it goes round in circles

SOURCES = frozenset(
    f"PIP_{name}"
    for name in (
        *("INDEX_URL", "EXTRA_INDEX_URL", "NO_INDEX", "FIND_LINKS", "TRUSTED_HOST", "CONFIG_FILE"),
        *("PROXY", "CERT", "CLIENT_CERT", "TIMEOUT", "DEFAULT_TIMEOUT", "RETRIES"),
        *("CACHE_DIR", "NO_CACHE_DIR"),
    )
)
"""What pip may be told by the environment."""

REASONS = (
    (("No space left", "Errno 28", "WinError 112"), "disk"),
    (("DO NOT MATCH THE HASHES",), "hash"),
    (("Read-only file system", "Permission denied", "Errno 13", "Errno 30"), "write"),
    (NETWORK, "network"),
    (("No matching distribution", "Could not find a version"), "wheel"),
)

SENTENCES = {
    "venv": "本机的 Python 缺少 venv 组件，无法准备运行环境。"
    "请先安装它再重试，例如 Debian、Ubuntu 上：sudo apt install python3-venv",
    "disk": "磁盘空间不足，运行环境没有装完。请腾出约 1 GB 空间后重试",
    "write": "无法写入 {root}，运行环境没有装完。请换到有写入权限的文件夹，或修正权限后重试",
    "hash": "下载到的组件与锁定的校验值不符，已停止安装。"
    "请清除下载缓存（{python} -m pip cache purge）后重试；仍不符时请更换软件包源并报告维护者",
    "network": "连不上软件包源，运行环境没有装完。请检查网络或代理；"
    "内网请先为 pip 设好本单位的镜像（pip config set global.index-url 镜像地址）后重试",
    "wheel": "软件包源里没有适合本机的组件，运行环境没有装完。"
    "请改用 64 位 Python 3.11 至 3.13，或更换更全的软件包源后重试（详情见 {log}）",
    "other": "运行环境没有装完。请查看 {log} 的最后几行，处理后重试",
    "elsewhere": "pip 说装好了，但运行环境里没有这些组件。多半是 pip 的配置把它们装到了别处"
    "（target、prefix、root、user 或者 dry-run）：请用 {python} -m pip config list 查看，"
    "去掉这一项后重试（详情见 {log}）",
    "foreign": "{root} 里的 .venv 不是本工具建立的运行环境。请把它移走后重试",
    "locks": "代码不完整：缺少 requirements.lock 或 requirements-test.lock。"
    "请重新取得完整的代码后重试",
    "stopped": "已中断。下次运行会重新准备运行环境",
}


class Stopped(Exception):
    """The set-up cannot go on; the argument is a key of SENTENCES."""


def set_up(root: str, python: str, *, testing: bool) -> int:
    """Bring `.venv` up to the locks; 0 when ready, else an exit code after one sentence."""
    try:
        with _alone(root):
            if not is_ready(root, python, testing=testing):
                _bring_up(root, python, testing=testing)
    except Stopped as stop:
        return _explain(stop.args[0], root, code=1)
    except OSError as error:
        reason = reason_in(f"Errno {error.errno} {error}", default="write")
        return _explain(reason, root, code=1)
    except KeyboardInterrupt:
        return _explain("stopped", root, code=130)
    return 0


def set_up_again(argv: Sequence[str], *, missing: str, root: str = CHECKOUT) -> int | None:
    """A package is gone from `.venv`: make it anew and run the command again, once.

    None if that is not what is wrong, else the exit code.
    """
    finished = Path(root, ".venv", "stamp")
    own = Path(sys.prefix).resolve() == finished.parent.resolve()
    ours = missing.partition(".")[0] in {"suowu", *sys.stdlib_module_names}
    if ours or not own or not finished.exists() or os.environ.get(SECOND_TRY):
        return None
    say(f"运行环境里缺少 {missing}，重新准备")
    finished.unlink()
    python = getattr(sys, "_base_executable", sys.executable)
    command = [python, os.path.join(root, "build.py"), *argv]
    return subprocess.run(command, env={**os.environ, SECOND_TRY: "1"}, check=False).returncode


def _explain(reason: str, root: str, *, code: int) -> int:
    log = os.path.join(root, ".cache", "setup.log")
    say(SENTENCES[reason].format(root=root, log=log, python=sys.executable))
    return code


def _bring_up(root: str, python: str, *, testing: bool) -> None:
    if not stamp(root, testing=testing):
        raise Stopped("locks")
    finished = Path(root, ".venv", "stamp")
    if is_ready(root, python, testing=False):
        say("正在补装测试所需的组件（约 1 分钟）…")
        finished.unlink()
    else:
        say("正在准备运行环境（首次约 2 分钟，以后直接使用）…")
        _make_venv(finished.parent)
    _install(LOCKS[: 1 + testing], root=root, python=python)
    _link(root)
    _try_out(LOCKS[: 1 + testing], root=root, python=python)
    finished.write_text(stamp(root, testing=testing), encoding="utf-8", newline="")
    say("运行环境已就绪")


def _make_venv(venv: Path) -> None:
    if not all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")):
        raise Stopped("venv")
    if venv.exists() and any(venv.iterdir()) and not (venv / "pyvenv.cfg").exists():
        raise Stopped("foreign")
    shutil.rmtree(venv, ignore_errors=True)
    from venv import EnvBuilder

    try:
        EnvBuilder(with_pip=True, clear=True, symlinks=not WINDOWS).create(venv)
    except subprocess.CalledProcessError as error:
        raise Stopped(reason_in(str(error.output), default="venv")) from error


def _install(locks: Iterable[str], *, root: str, python: str) -> None:
    """Why only wheels: building a source package would run tools that no hash vouches for."""
    files = [os.path.join(root, lock) for lock in locks]
    command = [python, "-m", "pip", "install", "--require-hashes", "--only-binary", ":all:"]
    command += ["--no-input", "--disable-pip-version-check", "--progress-bar", "off"]
    command += [word for file in files for word in ("-r", file)]
    pip = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        env=_without_detours(os.environ),
    )
    with pip:
        output = _followed(pip.stdout or (), total=_pins(files))
    if pip.returncode:
        _keep(output, Path(root, ".cache", "setup.log"))
        raise Stopped(reason_in(output, default="other"))


def _without_detours(given: Mapping[str, str]) -> dict[str, str]:
    """The environment for pip: of its own variables those that say where packages come from.

    Why: PIP_TARGET, PIP_DRY_RUN and their like make it say that all is well, and install nothing.
    """
    own = ("PIP_", "PYTHON")
    return {k: v for k, v in given.items() if not k.upper().startswith(own) or k in SOURCES}


def _try_out(locks: Iterable[str], *, root: str, python: str) -> None:
    """Ensure that what pip says it has installed is there."""
    lines = (line for lock in locks for line in read_text(os.path.join(root, lock)).split("\n"))
    names = sorted({line.split("==")[0] for line in lines if "==" in line and ";" not in line})
    code = "import sys; from importlib.metadata import version; [version(n) for n in sys.argv[1:]]"
    tried = subprocess.run(
        [python, "-I", "-c", code, *names],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if tried.returncode:
        _keep(tried.stdout, Path(root, ".cache", "setup.log"))
        raise Stopped("elsewhere")


def _pins(files: Iterable[str]) -> int:
    lines = (line for file in files for line in read_text(file).split("\n"))
    return len({line.split("==")[0] for line in lines if "==" in line})


def _followed(lines: Iterable[str], *, total: int) -> str:
    """Read pip's words to the end, telling each package once; returns all of them."""
    seen, heard = 0, []
    for line in lines:
        heard.append(line)
        if line.startswith(("Collecting ", "Processing ")):
            seen += 1
            show_progress(f"  [{seen}/{total}] {os.path.basename(line.split()[1])}")
        elif line.startswith("Installing collected"):
            show_progress(f"  [{total}/{total}] 已全部取得，正在安装…")
    show_progress("")
    return "".join(heard)


def _keep(output: str, log: Path) -> None:
    log.parent.mkdir(exist_ok=True)
    log.write_text(output, encoding="utf-8")


def _link(root: str) -> None:
    """Let the environment see the package by a relative path, so that the folder may be moved."""
    link = Path(link_file(root))
    link.write_text(os.path.relpath(root, link.parent) + "\n", encoding="utf-8")


@contextmanager
def _alone(root: str) -> Iterator[None]:
    """Hold `.venv.lock` while setting up; the system lets go of it even when we are killed."""
    with open(os.path.join(root, ".venv.lock"), "a", encoding="utf-8") as file:
        _when_free(lambda: _lock(file.fileno()))
        yield


def _lock(handle: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _when_free(attempt: Callable[[], None]) -> None:
    told = False
    while True:
        try:
            return attempt()
        except (BlockingIOError, PermissionError):
            if not told:
                say("另一个窗口正在准备运行环境，请稍候…")
            told = True
            time.sleep(0.3)


def reason_in(text: str, *, default: str) -> str:
    """The key of the sentence that fits what pip or the system said."""
    hits = (reason for marks, reason in REASONS if any(mark in text for mark in marks))
    return next(hits, default)


def say(text: str) -> None:
    """One line for the person at the keyboard, whatever their terminal can show."""
    try:
        print(text, file=sys.stderr, flush=True)
    except UnicodeEncodeError:
        sys.stderr.buffer.write(f"{text}\n".encode())
        sys.stderr.flush()


def show_progress(text: str) -> None:
    """One line rewritten on a terminal, a line each in a log; empty text ends it."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{text}")
        sys.stderr.flush()
    elif text:
        say(text)
