"""Page templates: their sources, the digest of each with all it pulls in, and what renders them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from traceback import walk_tb
from typing import TYPE_CHECKING, Final

from suowu import wording
from suowu.definitions import Definitions, NoticeTemplate
from suowu.digest import digest_of
from suowu.grammar.jinja import NOTICE, PLAIN
from suowu.law_text import with_parameters
from suowu.model import Data, Problem
from suowu.problems import problem

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

CLOSING = "shared/notice-closing.html.j2"

TONES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("逾期", "违反", "违规"), "late"),
    **dict.fromkeys(("停发", "错误"), "stop"),
    **dict.fromkeys(("提醒", "公示中"), "soon"),
    **dict.fromkeys(("已办", "已办结", "期满"), "done"),
}
"""The colour of a badge by the state or level it names; all others are `open`."""

_ROW, _CELL = "\x1e", "\x1f"
_COMPILED = "sandboxed_%s.cache"
_QUOTED = re.compile(r"'([^']+)'")
_PULLING = re.compile(r"\{%[-+]?\s*(?:extends|include|import|from)\b(.*?)%\}", re.DOTALL)
_NAMED = re.compile(r"""["']([^"']+)["']""")


def sources(definitions: Definitions, *, on: date) -> dict[str, str]:
    """Every HTML template by its path below templates/, the law's numbers as `on`; notices stand
    inside the notice page."""
    found = {name: text for name, text in definitions.templates.items() if name.endswith(".j2")}
    for kind in definitions.kinds.values():
        if kind.page is not None:
            found[page_of(kind.id, kind.scope)] = kind.page
        for shape in kind.notices:
            found[notice_of(shape)] = _inside_notice_page(shape)
    return {
        name: with_parameters(text, definitions.parameters, on=on) for name, text in found.items()
    }


def page_of(kind: str, scope: str) -> str:
    """The name of a kind's own page template."""
    folder = "registers" if scope == "簿" else "kinds"
    return f"{folder}/{kind}/page.html.j2"


def notice_of(shape: NoticeTemplate) -> str:
    """The name of a notice's template, whose words fill the block of the notice page."""
    return notice_file(shape.kind, shape.id)


def notice_file(kind: str, notice: str) -> str:
    """The file of a notice below templates/."""
    return f"kinds/{kind}/notices/{notice}.html.j2"


def matter_of(shape: NoticeTemplate) -> str:
    """The text of a notice, its lines counted as in its file: above it stands a comment."""
    above = "\n" * shape.above
    return f"{{#{above}#}}{shape.text}" if above else shape.text


def digests(texts: Mapping[str, str]) -> dict[str, str]:
    """Each template's digest, covering everything it extends, includes or imports.

    `define` lets no template name another but in letters, so that the names can be read off.
    """
    done: dict[str, str] = {}
    for name in texts:
        _digest(name, texts, done=done)
    return done


def environment(texts: Mapping[str, str], *, compiled: Path | None = None) -> Environment:
    """The Jinja environment of pages: a sandbox that changes nothing, with the filters of
    `grammar.jinja` and no globals; autoescape on, StrictUndefined.

    `compiled` is a folder for Jinja's own compiled templates, keyed by their text.
    """
    from jinja2 import FileSystemBytecodeCache, FunctionLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    known = dict(texts)
    env = ImmutableSandboxedEnvironment(
        loader=FunctionLoader(lambda name: (known[name], name, None) if name in known else None),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
        bytecode_cache=FileSystemBytecodeCache(str(compiled), _COMPILED) if compiled else None,
    )
    plain = {name: env.filters[name] for name in PLAIN}
    env.filters.clear()
    env.filters |= plain | dict(_FILTERS)
    env.globals.clear()
    return env


class NotRendered(Exception):
    """A template that cannot be written out, as the problem to tell."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


def written_out(env: Environment, name: str, *, view: Data) -> str:
    """The text of a template. Raises NotRendered with its line, and no value of any record."""
    with _told(name):
        return env.get_template(name).render(view)


def prepare(env: Environment, name: str) -> None:
    """Compile a template now. Raises NotRendered."""
    with _told(name):
        env.get_template(name)


@contextmanager
def _told(name: str) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        raise NotRendered(_problem(error, name)) from error


def _problem(error: Exception, name: str) -> Problem:
    from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError, UndefinedError

    frames = [(f.f_code.co_filename, line) for f, line in walk_tb(error.__traceback__)]
    at = [(file, line) for file, line in frames if file.endswith(".j2")]
    file, line = at[-1] if at else (name, 0)
    if isinstance(error, TemplateSyntaxError):
        file, line = error.name or file, error.lineno
    said = _QUOTED.findall(str(error)) if isinstance(error, UndefinedError) else []
    if isinstance(error, TemplateNotFound):
        says, said = "引用的模板不存在", [str(error.name)]
    elif isinstance(error, UndefinedError):
        says = "模板用了这里没有的值"
    else:
        says = "模板里不许这样写" if isinstance(error, TemplateError) else "模板里的这个值算不出来"
    hint = "可能没有的值先用 {% if %} 或者 |default 判断"
    return problem(
        says, *said[-1:], path=f"templates/{file}", place=(line, 1), rule="template", hint=hint
    )


def tone_of(state: str) -> str:
    """The colour of a badge that says this state or level."""
    return TONES.get(state, "open")


def weave(pairs: Iterable[tuple[str, str]], *, before: str, between: str, after: str) -> Markup:
    """Pairs with the given markup around them, all escaped at one go.

    Why: escaping a value at a time is half the cost of a page with a thousand short values.
    """
    from markupsafe import Markup, escape

    text = str(escape(_ROW.join(map(_CELL.join, pairs))))
    inner = text.replace(_CELL, between).replace(_ROW, after + before)
    return Markup(f"{before}{inner}{after}")


_FILTERS: Final[Mapping[str, Callable[..., object]]] = {
    "日期": wording.chinese_date,
    "短日期": lambda day: day.isoformat() if day else "",
    "星期": lambda day: wording.weekday(day) if day else "",
    "带星期": lambda day: f"{wording.chinese_date(day)}（{wording.weekday(day)}）",
    "月份": wording.chinese_month,
    "写": wording.written,
    "weave": weave,
    "色": tone_of,
    "中文数": wording.chinese_number,
    "数": lambda number: "—" if number is None else f"{number:,}",
}
"""What `grammar.jinja` says of them is tried in its tests."""


def _inside_notice_page(shape: NoticeTemplate) -> str:
    return f'{{% extends "{NOTICE}" %}}{{% block 正文 %}}{matter_of(shape)}{{% endblock %}}'


def _digest(name: str, texts: Mapping[str, str], *, done: dict[str, str]) -> str:
    if name not in done:
        text = texts.get(name, "")
        done[name] = ""  # a circle ends here
        others = sorted({n for tag in _PULLING.findall(text) for n in _NAMED.findall(tag)})
        pulled = [_digest(other, texts, done=done) for other in others]
        done[name] = digest_of(text, pulled)
    return done[name]
