"""Commands, progress and exit codes: the only clock, terminal and environment."""

from __future__ import annotations

import argparse
import gc
import os
import sys
import tempfile
import traceback
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from suowu.commands import Mistake, Options, nearest

ROOT = Path(__file__).resolve().parent.parent
GOOD, PROBLEMS, USAGE, BUG, INTERRUPTED = 0, 1, 2, 3, 130

COMMANDS = {
    "build": "生成公开网站、内部网站和打印件（不写命令时即为此项）",
    "check": "只检查，不生成；--strict 时有违规、停发也以 1 退出",
    "due": "列出逾期和 30 日内到期的事项",
    "serve": "本机预览：保存即重新生成并刷新浏览器",
    "new": "新建记录骨架：new 类别 司法所",
    "packet": "打印包：packet 司法所/类别/编号，或 packet 司法所 --due",
    "diff": "与某一提交相比，公开内容有何变化：diff 提交",
    "schema": "给编辑器用的 JSON Schema",
    "demo": "生成虚构的示例县",
    "bench": "测量速度",
}
SAID = {
    "usage: ": "用法：",
    "options": "选项",
    "positional arguments": "参数",
    "show this help message and exit": "显示本说明",
    "unrecognized arguments: %s": "不认识的参数：%s",
    "the following arguments are required: %s": "还须写明：%s",
    "expected one argument": "后面须跟一个值",
    "argument %(argument_name)s: %(message)s": "参数 %(argument_name)s：%(message)s",
    "invalid choice: %(value)r (choose from %(choices)s)": "不能是 %(value)r，可用：%(choices)s",
    "invalid %(type)s value: %(value)r": "须为 %(type)s：%(value)r",
    "ambiguous option: %(option)s could match %(matches)s": "%(option)s 有歧义：%(matches)s",
}


def main(argv: Sequence[str]) -> int:
    """Run one command; returns the exit code (0 good, 1 problems, 2 usage, 3 our bug, 130 ^C)."""
    _use_utf8()
    gc.disable()  # Why: one short run over a million live values; each full collection walks all
    try:
        _require_command(argv)
        options = _options(_parser().parse_args(_with_command(list(argv))))
        run: Callable[[Options], int] = import_module(f"suowu.commands.{options.command}").run
        return run(options)
    except Mistake as mistake:
        print(mistake, file=sys.stderr)
        return USAGE
    except KeyboardInterrupt:
        print("已中断，原有网站未改动。", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return GOOD
    except Exception:
        return _our_bug()


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """argparse's only way to complain, said our way."""
        raise Mistake(f"{message}\n  提示：build.py --help 列出全部命令和选项")


def _parser() -> argparse.ArgumentParser:
    vars(argparse)["_"] = lambda text: SAID.get(text, text)
    common = _Parser(add_help=False)
    flag = common.add_argument
    flag("--records", type=Path, default=ROOT / "records", metavar="目录", help="记录所在目录")
    flag("--content", type=Path, default=ROOT / "content", metavar="目录", help="文字和规则")
    flag("--templates", type=Path, default=ROOT / "templates", metavar="目录", help="模板")
    flag("--out", type=Path, default=None, metavar="目录", help="输出目录，默认 site")
    flag(
        "--as-of",
        default=None,
        metavar="YYYY-MM-DD",
        help="按哪一天计算，默认今天（示例县按示例日期）",
    )
    flag("--office", default=None, metavar="司法所", help="只看这一个司法所")
    flag("--format", choices=("text", "json"), default="text", help="输出格式")
    flag("--no-cache", action="store_true", help="不用缓存，全部重做")
    parser = _Parser(
        prog="build.py",
        description="司法所记录：检查、公开、打印",
        epilog="另有 build.py test：运行测试",
        parents=[common],
    )
    each = parser.add_subparsers(dest="command", metavar="命令", title="命令", parser_class=_Parser)
    for name, words in COMMANDS.items():
        _own(name, each.add_parser(name, help=words, description=words, parents=[common]))
    return parser


def _own(name: str, parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    if name in ("build", "check"):
        add("--strict", action="store_true", help="有违规、停发也以 1 退出")
    if name == "new":
        add("target", nargs=2, metavar="值", help="类别和司法所，如 correction qinghe")
    if name == "packet":
        add("target", nargs="*", metavar="对象", help="司法所/类别/编号，或司法所")
        add("--due", action="store_true", help="此刻应打印的全部表格")
        add("--kind", metavar="类别", help="只要这一类")
        add("--event", metavar="事项", help="只要这一事项，如 外出")
        add("--docx", action="store_true", help="另出可编辑的 DOCX")
    if name == "diff":
        add("target", nargs=1, metavar="提交", help="git 提交、分支或标签")
    if name == "schema":
        add("target", nargs="?", metavar="类别", help="只要这一类；不写则全部写入 --out")
    if name in ("demo", "bench"):
        add("--offices", type=int, default=15, metavar="数", help="司法所数")
        add("--cases", type=int, default=200, metavar="数", help="案件数")
        add("--seed", type=int, default=2024, metavar="数", help="随机种子")
    if name == "serve":
        add("--port", type=int, default=8000, metavar="端口", help="本机端口")
        add("--site", choices=("public", "internal"), default="public", help="预览哪一个网站")


def _require_command(argv: Sequence[str]) -> None:
    """A first word that is no command is a misspelt one, not an unknown argument."""
    word = argv[0] if argv else "build"
    if not word.startswith("-") and word not in COMMANDS:
        near = nearest(word, COMMANDS)
        raise Mistake(f"没有这个命令：{word!r}\n  提示：{near}可用 {'、'.join(COMMANDS)}")


def _with_command(argv: list[str]) -> list[str]:
    """Put the default command in front; flags may stand before or after a command."""
    valued = {"--records", "--content", "--templates", "--out", "--as-of", "--office", "--format"}
    for at, word in enumerate(argv):
        if word in COMMANDS and (at == 0 or argv[at - 1] not in valued):
            return [word, *argv[:at], *argv[at + 1 :]]
    return argv if {"-h", "--help"} & set(argv) else ["build", *argv]


def _options(parsed: argparse.Namespace) -> Options:
    known = {"records", "content", "templates", "out", "as_of", "office", "format", "command"}
    extra = {key: value for key, value in vars(parsed).items() if key not in known}
    return Options(
        command=parsed.command,
        records=_shown(parsed.records),
        content=_shown(parsed.content),
        templates=_shown(parsed.templates),
        out=parsed.out,
        root=ROOT,
        as_of=parsed.as_of,
        office=parsed.office,
        json=parsed.format == "json",
        cache=None if parsed.no_cache else ROOT / ".cache",
        extra=extra,
    )


def _shown(path: Path) -> Path:
    """Relative to where the user stands if it lies below, as they would type it."""
    try:
        return path.resolve().relative_to(Path.cwd()) if path.is_absolute() else path
    except (ValueError, FileNotFoundError):
        return path


def _use_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _our_bug() -> int:
    with tempfile.NamedTemporaryFile(
        "w", prefix="suowu-", suffix=".log", delete=False, encoding="utf-8"
    ) as log:
        traceback.print_exc(file=log)
    print(
        f"程序出错了，不是您的记录有问题。原有网站未改动。\n  提示：请把 {log.name} 交给维护人员",
        file=sys.stderr,
    )
    return BUG
