"""Command line: its reader, its help, and the exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

from suowu.commands import Mistake, near_hint
from suowu.commands.offered import COMMANDS, COMMON, DEFAULT, Option
from suowu.commands.options import Options
from suowu.commands.typed import as_typed, office_word
from suowu.failures import HINT, notes_of, of_the_site, our_mistake, system_error

ROOT = Path(__file__).resolve().parent.parent
GOOD, PROBLEMS, USAGE, BUG, INTERRUPTED = 0, 1, 2, 3, 130


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
    match options.command:
        case "build":
            from suowu.commands.site import run_build as run
        case "check":
            from suowu.commands.check import run_check as run
        case "due":
            from suowu.commands.findings import run_due as run
        case "explain":
            from suowu.commands.explain import run_explain as run
        case "serve":
            from suowu.commands.site import run_serve as run
        case "new":
            from suowu.commands.authoring import run_new as run
        case "move":
            from suowu.commands.move import run_move as run
        case "number":
            from suowu.commands.number import run_number as run
        case "packet":
            from suowu.commands.packet import run_packet as run
        case "diff":
            from suowu.commands.diff import run_diff as run
        case "verify":
            from suowu.commands.verify import run_verify as run
        case "schema":
            from suowu.commands.authoring import run_schema as run
        case "draw":
            from suowu.commands.draw import run_draw as run
        case "portal":
            from suowu.commands.portal import run_portal as run
        case "demo":
            from suowu.commands.authoring import run_demo as run
        case _:
            from suowu.commands.bench import run_bench as run
    return run(options)


# --- reading ------------------------------------------------------------------------------------

_Given = dict[str, Any]  # Any: text, a number, or True for a switch


def _read(argv: Sequence[str]) -> tuple[str | None, _Given, tuple[str, ...]]:
    """The command, what the flags say, and the other words. Flags may stand anywhere."""
    known = {name: each for each in _all_options() for name in (each.name, each.also) if name}
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
        found = _value(option, value if equals else None, rest=rest)
        name = option.name
        given[name] = (*given.get(name, ()), found) if option.many else found
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
    if "county" in flags:
        flags["county"] = tuple(Path(folder) for folder in flags["county"])
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
