"""Page templates: their sources, the digest of each with all it pulls in, and what renders them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from suowu import wording
from suowu.definitions import Definitions, NoticeTemplate
from suowu.digest import digest_of
from suowu.grammar.jinja import NOTICE
from suowu.law_text import with_parameters

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
            found[notice_of(shape)] = _inside_notice_page(shape.text)
    return {
        name: with_parameters(text, definitions.parameters, on=on) for name, text in found.items()
    }


def page_of(kind: str, scope: str) -> str:
    """The name of a kind's own page template."""
    folder = "registers" if scope == "簿" else "kinds"
    return f"{folder}/{kind}/page.html.j2"


def notice_of(shape: NoticeTemplate) -> str:
    """The name of a notice's template, whose words fill the block of the notice page."""
    return f"kinds/{shape.kind}/notices/{shape.id}.html.j2"


def digests(texts: Mapping[str, str]) -> dict[str, str]:
    """Each template's digest, covering everything it extends, includes or imports.

    `define` lets no template name another but in letters, so that the names can be read off.
    """
    done: dict[str, str] = {}
    for name in texts:
        _digest(name, texts, done=done)
    return done


def environment(texts: Mapping[str, str], *, compiled: Path | None = None) -> Environment:
    """The Jinja environment of pages: autoescape on, StrictUndefined.

    `compiled` is a folder for Jinja's own compiled templates, keyed by their text.
    """
    from jinja2 import DictLoader, Environment, FileSystemBytecodeCache, StrictUndefined

    env = Environment(
        loader=DictLoader(dict(texts)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
        bytecode_cache=FileSystemBytecodeCache(str(compiled)) if compiled else None,
    )
    env.filters |= _FILTERS
    return env


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


def _inside_notice_page(body: str) -> str:
    return f'{{% extends "{NOTICE}" %}}{{% block 正文 %}}{body}{{% endblock %}}'


def _digest(name: str, texts: Mapping[str, str], *, done: dict[str, str]) -> str:
    if name not in done:
        text = texts.get(name, "")
        done[name] = ""  # a circle ends here
        others = sorted({n for tag in _PULLING.findall(text) for n in _NAMED.findall(tag)})
        pulled = [_digest(other, texts, done=done) for other in others]
        done[name] = digest_of(text, pulled)
    return done[name]
