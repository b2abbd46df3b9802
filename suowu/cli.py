"""Command line: the table of commands and options, its reader, its help, and the exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple
from unicodedata import east_asian_width

from suowu.commands import Mistake, Options, near_hint
from suowu.commands.typed import as_typed, office_word
from suowu.failures import HINT, notes_of, of_the_site, our_mistake, system_error

ROOT = Path(__file__).resolve().parent.parent
GOOD, PROBLEMS, USAGE, BUG, INTERRUPTED = 0, 1, 2, 3, 130
DEFAULT = "build"


class Option(NamedTuple):
    """A flag; `value` names what stands after it, a switch has none."""

    name: str
    says: str
    value: str = ""
    choices: tuple[str, ...] = ()
    whole: bool = False
    most: int = 999_999_999


class Command(NamedTuple):
    """A command: what it does, its own flags, and the words that stand behind it; `alone` may
    stand without any of them. `home` is the module of its name in commands, if not its own."""

    says: str
    options: tuple[Option, ...] = ()
    words: tuple[str, ...] = ()
    needed: int = 0
    alone: bool = False
    home: str = ""


COMMON = (
    Option("records", "记录所在目录", "目录"),
    Option("content", "文字和规则", "目录"),
    Option("templates", "模板", "目录"),
    Option("out", "输出目录，默认 site", "目录"),
    Option("as-of", "按哪一天计算，默认今天（示例县按示例日期）", "YYYY-MM-DD"),
    Option("office", "只看这一个司法所", "司法所"),
    Option("format", "输出格式：text 或者 json", "格式", choices=("text", "json")),
    Option("no-cache", "不用缓存，全部重做"),
    Option("help", "显示本说明"),
)
_STRICT = Option("strict", "有违规、停发也以 1 退出")
_SIZE = (
    Option("offices", "司法所数", "数", whole=True),
    Option("cases", "案件数", "数", whole=True),
    Option("seed", "随机种子", "数", whole=True),
)
COMMANDS = {
    "build": Command(
        "生成公开网站、内部网站和打印件（不写命令时即为此项）", (_STRICT,), home="site"
    ),
    "check": Command(
        "只检查，不生成；check 文件（或文件夹）：只列它的问题；--strict 时有违规、停发也以 1 退出",
        (_STRICT,),
        words=("文件",),
    ),
    "due": Command("列出逾期和 30 日内到期的事项", home="findings"),
    "explain": Command(
        "说明规则怎样得出结论：explain 司法所/类别/编号 [规则]；"
        "登记簿写作 司法所/registers/年份/登记簿；也可以写文件的路径",
        words=("记录", "规则"),
        needed=1,
    ),
    "serve": Command(
        "本机预览：保存即重新生成并刷新浏览器",
        (
            Option("port", "本机端口，默认 8000", "端口", whole=True, most=65535),
            Option("once", "只生成一次，不开预览"),
            Option("site", "预览 public 还是 internal", "网站", choices=("public", "internal")),
        ),
        home="site",
    ),
    "new": Command(
        "新建记录骨架：new 类别 司法所；只写 new 就列出有哪些类别和司法所",
        words=("类别", "司法所"),
        needed=2,
        alone=True,
        home="authoring",
    ),
    "move": Command(
        "司法所改名：move 旧名 新名；一件记录移到别的所：move 司法所/类别/编号 --into 司法所；"
        "并入别的所：move 司法所 --into 司法所。网址、二维码和索引号不变",
        (
            Option("into", "移到或者并入这个司法所", "司法所"),
            Option("dry-run", "只说会做什么，什么也不改"),
        ),
        words=("旧名", "新名"),
        needed=1,
    ),
    "number": Command("给政府信息公开目录里还没有索引号的文件编号，编了不再变"),
    "packet": Command(
        "打印包：packet 司法所/类别/编号，或 packet 司法所 --due；不写对象就是全县的",
        (
            Option("due", "此刻应打印的全部表格"),
            Option("kind", "只要这一类", "类别"),
            Option("event", "只要这一事项：清单的名称如 外出，或者表格的名称、文件名", "事项"),
            Option("docx", "另出可编辑的 DOCX"),
        ),
        words=("对象",),
    ),
    "diff": Command(
        "公开内容有何变化：diff 提交，与一次提交相比；diff --published，与现有网站相比",
        (
            Option("published", "与 --out 里现有的网站相比"),
            Option("html", "另写一页前后对照", "文件"),
        ),
        words=("提交",),
    ),
    "verify": Command("按现有网站的日期重新生成一次，与它的清单逐一核对，什么也不改"),
    "schema": Command(
        "给编辑器用的 JSON Schema：记录的类别，或者 rule、kind、form 等文件；不写则全部写入 --out",
        (Option("reference", "改为显示数据文件写法的手册（docs/reference.md）"),),
        words=("类别或文件",),
        home="authoring",
    ),
    "draw": Command(
        "抽选：draw 记录 --commit 算名单指纹；draw 记录 照随机源抽选，写出证明；"
        "draw --verify 文件 复核",
        (
            Option("commit", "抽选以前：只算名单指纹和随机源的熵"),
            Option("verify", "照证明里的名单和随机源重抽一遍", "文件"),
        ),
        words=("记录",),
    ),
    "demo": Command("生成虚构的示例县", _SIZE, home="authoring"),
    "bench": Command("测量速度", _SIZE),
}


def main(argv: Sequence[str]) -> int:
    """Run one command; returns the exit code (0 good, 1 problems, 2 usage, 3 our bug, 130 ^C)."""
    _use_utf8()
    try:
        if sys.flags.optimize > 1:  # the validator reads docstrings
            raise Mistake("不能用 python -OO 运行\n  提示：去掉 -OO，或者 unset PYTHONOPTIMIZE")
        command, given, words = _read(argv)
        if "help" in given:
            print(_help(command))
            del given["help"]
            return _run(_options("new", given, words=())) if command == "new" else GOOD
        return _run(_options(command or DEFAULT, given, words=words))
    except Mistake as mistake:
        print(mistake, *notes_of(mistake), sep="\n", file=sys.stderr)
        return USAGE
    except KeyboardInterrupt as stop:
        print(f"已中断，{of_the_site(stop)}", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return GOOD
    except ModuleNotFoundError as error:
        from suowu.bootstrap.setup import set_up_again

        code = set_up_again(argv, missing=error.name or "")
        return _failed(error) if code is None else code
    except Exception as error:
        return _failed(error)


def _run(options: Options) -> int:
    """Each command's module is imported only when it is asked for."""
    module = import_module(f"suowu.commands.{COMMANDS[options.command].home or options.command}")
    run: Callable[[Options], int] = getattr(module, f"run_{options.command}")
    return run(options)


# --- reading ------------------------------------------------------------------------------------

_Given = dict[str, Any]  # Any: text, a number, or True for a switch


def _read(argv: Sequence[str]) -> tuple[str | None, _Given, tuple[str, ...]]:
    """The command, what the flags say, and the other words. Flags may stand anywhere."""
    known = {option.name: option for option in _all_options()}
    given: _Given = {}
    words: list[str] = []
    rest = iter(argv)
    for word in rest:
        if not word.startswith("-"):
            words.append(word)
            continue
        name, equals, value = ("help" if word == "-h" else word.removeprefix("--")).partition("=")
        option = known.get(name) if word.startswith("--") or word == "-h" else None
        if option is None:
            raise _unknown(word, words[0] if words else DEFAULT)
        given[name] = _value(option, value if equals else None, rest=rest)
    command = words.pop(0) if words else None
    _require_known(command, given, words=words)
    return command, given, tuple(words)


def _value(option: Option, value: str | None, *, rest: Iterator[str]) -> object:
    if not option.value:
        if value is not None:
            raise _mistake(f"--{option.name} 后面不跟值：{value!r}")
        return True
    value = next(rest, None) if value is None else value
    if not value or value.startswith("--"):
        raise _mistake(f"--{option.name} 后面须跟一个值：{option.value}")
    if option.choices and value not in option.choices:
        near = near_hint(value, option.choices)
        raise _mistake(f"--{option.name} 不能是 {value!r}，{near}可用：{'、'.join(option.choices)}")
    if option.whole and not value.isdecimal():
        raise _mistake(f"--{option.name} 须为整数：{value!r}")
    number = int(value) if option.whole and len(value) < 10 else None
    if option.whole and (number is None or number > option.most):
        raise _mistake(f"--{option.name} 须不大于 {option.most}：{value!r}")
    return number if option.whole else value


def _require_known(command: str | None, given: _Given, *, words: list[str]) -> None:
    """A first word that is no command is a misspelt one; every flag must be one of its own."""
    if command is not None and command not in COMMANDS:
        near = near_hint(command, COMMANDS)
        raise Mistake(f"没有这个命令：{command!r}\n  提示：{near}可用 {'、'.join(COMMANDS)}")
    own = COMMANDS[command or DEFAULT]
    names = {option.name for option in (*COMMON, *own.options)}
    for name in given:
        if name not in names:
            raise _mistake(f"--{name} 只用于 {'、'.join(_users_of(name))}")
    if "help" in given:
        return
    if len(words) < own.needed and (words or not own.alone):
        raise _mistake(f"还须写明：{'、'.join(own.words[len(words) : own.needed])}")
    if len(words) > len(own.words):
        raise _mistake(f"不认识的参数：{' '.join(words[len(own.words) :])}")


def _users_of(name: str) -> list[str]:
    return [key for key, own in COMMANDS.items() if name in {o.name for o in own.options}]


def _all_options() -> Iterator[Option]:
    yield from COMMON
    for command in COMMANDS.values():
        yield from command.options


def _unknown(word: str, command: str) -> Mistake:
    own = COMMANDS[command].options if command in COMMANDS else ()
    flags = [f"--{option.name}" for option in (*COMMON, *own)]
    near = near_hint(word.partition("=")[0], flags)
    return _mistake(f"不认识的参数：{word}", near=near)


def _mistake(says: str, *, near: str = "") -> Mistake:
    return Mistake(f"{says}\n  提示：{near}build.py --help 列出全部命令和选项")


def _options(command: str, given: _Given, *, words: tuple[str, ...]) -> Options:
    flags = {name.replace("-", "_"): value for name, value in given.items() if name != "no-cache"}
    for name in ("records", "content", "templates"):
        flags[name] = as_typed(Path(flags.get(name, ROOT / name)))
    for name in flags.keys() & {"out", "html"}:
        flags[name] = Path(flags[name])
    for name in flags.keys() & {"office", "into"}:
        flags[name] = office_word(flags["records"], flags[name])
    words = tuple(office_word(flags["records"], word) for word in words)
    cache = None if "no-cache" in given else ROOT / ".cache"
    return Options(command=command, words=words, root=ROOT, cache=cache, **flags)


# --- help and exits -----------------------------------------------------------------------------


def _help(name: str | None) -> str:
    """All commands and common flags, or one command's own."""
    if name is None:
        usage, says = "build.py [命令] [选项]", "司法所记录：检查、公开、打印"
        flags = _columns([_flag(option) for option in COMMON])
        listed = [(name, command.says) for name, command in COMMANDS.items()]
        listed.append(("test", "运行测试"))
        commands = ["", "命令：", *_columns(listed)]
        more = ["", "某一命令的说明：build.py 命令 --help"]
    else:
        command = COMMANDS[name]
        needed, rest = command.words[: command.needed], command.words[command.needed :]
        words = " ".join([name, *needed, *(f"[{word}]" for word in rest)])
        usage, says = f"build.py {words} [选项]", command.says
        flags = _columns([_flag(option) for option in (*command.options, *COMMON)])
        commands, more = [], []
    return "\n".join([f"用法：{usage}", "", says, *commands, "", "选项：", *flags, *more])


def _flag(option: Option) -> tuple[str, str]:
    return f"--{option.name} {option.value}".strip(), option.says


def _columns(rows: Sequence[tuple[str, str]]) -> list[str]:
    width = max(_width(left) for left, _ in rows)
    return [f"  {left}{' ' * (width - _width(left))}  {right}" for left, right in rows]


def _width(text: str) -> int:
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def _use_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _failed(error: Exception) -> int:
    """What the system refused is said as such; all else is our own mistake."""
    says = system_error(error)
    told = f"{says}。{of_the_site(error)}\n  提示：{HINT}" if says else our_mistake(error)
    print(told, file=sys.stderr)
    return PROBLEMS if says else BUG
