"""What the doorstep says: one sentence for each way it can fail, with what to do."""

from __future__ import annotations

import sys

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
    "foreign": "{root} 里的 .venv 不是本工具建立的运行环境。请把它移走后重试",
    "locks": "代码不完整：缺少 requirements.lock 或 requirements-test.lock。"
    "请重新取得完整的代码后重试",
    "stopped": "已中断。下次运行会重新准备运行环境",
}


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
