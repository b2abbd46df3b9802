"""Markup that would act or reach out: foreign addresses, handlers, scripts in the page, frames."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import lru_cache
from posixpath import dirname, join, normpath
from urllib.parse import urlsplit

from suowu.privacy.readable import MARKUP, TAG, undone

SEARCH_INDEX = "search/index.js"
"""The one script that is nothing but the words of pages."""

_ATTRIBUTE = re.compile(r"([^\s\"'<>/=]+)\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s>]+)")
_NAME = re.compile(r"<([a-zA-Z][\w:.-]*)")
_HANDLER = re.compile(r"<[^>]*?[\s/\"']on[a-z]{3,}\s*=", re.DOTALL | re.I)
_ACTS = re.compile(
    r"(?:j\s*a\s*v\s*a|v\s*b)\s*s\s*c\s*r\s*i\s*p\s*t\s*:|data\s*:\s*text/html", re.I
)
_PACKED = re.compile(r"data\s*:[^,\s\"']{0,80};\s*base64", re.I)
_STYLE_URL = re.compile(r"url\(\s*[\"']?([^\"')]+)|@import\s+[\"']([^\"']+)", re.I)
_SCRIPT_URL = re.compile(r"https?://[^\s\"'`<>)\\]+|(?<=[\"'`])//[\w.-]+", re.I)
_FORBIDDEN = frozenset(
    "iframe frame frameset object embed applet base portal style foreignobject handler".split()
)
_REACHING = frozenset(
    "src href action formaction poster data srcset imagesrcset xlink:href ping manifest background"
    " cite longdesc codebase archive classid lowsrc dynsrc".split()
)
_SPACES = ("http://www.w3.org/", "https://www.w3.org/")


def acting(path: str, content: bytes, *, hosts: frozenset[str]) -> Iterator[tuple[str, str]]:
    """What a file would do or fetch that it must not: (what it is, the words it stands in).

    `hosts` are those a page may lead to: the county's own.
    """
    path, text = path.removeprefix("public/"), content.decode("utf-8", "replace")
    lower = path.lower()
    if _PACKED.search(text):
        yield "打包的内容（base64）", ""
    if lower.endswith(MARKUP):
        yield from _in_markup(path, text, hosts=hosts)
    elif lower.endswith(".css"):
        yield from _in_style(text, path=path, hosts=hosts)
    elif lower.endswith(".js") and not lower.endswith(SEARCH_INDEX):
        for found in _SCRIPT_URL.finditer(undone(text)):
            if not found[0].startswith(_SPACES) and _foreign(found[0], path=path, hosts=hosts):
                yield "外部地址", found[0]


def _in_markup(path: str, text: str, *, hosts: frozenset[str]) -> Iterator[tuple[str, str]]:
    plain = html.unescape(text)
    if _HANDLER.search(text):
        yield "事件属性（on…）", ""
    if _ACTS.search(re.sub(r"[\x00-\x20]", "", plain)):
        yield "可执行的地址（javascript:）", ""
    beside = _beside(path)
    for tag in dict.fromkeys(found[0] for found in TAG.finditer(text)):
        yield from _in_tag(tag, beside, hosts=hosts)


@lru_cache(maxsize=20_000)
def _in_tag(tag: str, path: str, *, hosts: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """What a tag would do; the same tags stand on hundreds of pages."""
    return tuple(_acts_of(tag, path=path, hosts=hosts))


def _beside(path: str) -> str:
    """A path of the same folder and suffix: all that matters for an address."""
    return join(dirname(path), f"x.{path.rpartition('.')[2]}")


def _acts_of(tag: str, *, path: str, hosts: frozenset[str]) -> Iterator[tuple[str, str]]:
    named = _NAME.match(tag)
    if named is None:
        return
    name = named[1].lower()
    found = [(key.lower(), html.unescape(value).strip("\"' \t\r\n")) for key, value in _pairs(tag)]
    keys = {key for key, _ in found}
    if name in _FORBIDDEN:
        yield f"不许有的元素（{name}）", ""
    if name == "script" and "src" not in keys:
        yield "写在页面里的脚本", ""
    if name == "meta" and "http-equiv" in keys:
        yield "页面指令（http-equiv）", ""
    own = hosts if name == "a" or path.lower().endswith(".xml") else frozenset[str]()
    for key, value in found:
        if key in _REACHING:
            urls = (
                re.split(r"\s*,\s*|\s+\d+(?:\.\d+)?[wx]\s*,?\s*", value)
                if "set" in key
                else [value]
            )
            for url in filter(None, urls):
                if _foreign(url, path=path, hosts=own):
                    yield "外部地址", url
        elif key == "style":
            yield from _in_style(value, path=path, hosts=hosts)


def _pairs(tag: str) -> list[tuple[str, str]]:
    return [(found[1], found[2]) for found in _ATTRIBUTE.finditer(tag)]


def _in_style(text: str, *, path: str, hosts: frozenset[str]) -> Iterator[tuple[str, str]]:
    for found in _STYLE_URL.finditer(undone(text)):
        url = (found[1] or found[2]).strip()
        if not url.lower().startswith("data:image/svg+xml") and _foreign(
            url, path=path, hosts=hosts
        ):
            yield "外部地址", url


def _foreign(url: str, *, path: str, hosts: frozenset[str]) -> bool:
    """Whether an address leads out of this site: to another host, or above its own folder."""
    plain = re.sub(r"[\x00-\x20]", "", url).replace("\\", "/")
    try:
        parts = urlsplit(plain)
    except ValueError:
        return True
    if parts.scheme in ("mailto", "tel"):
        return False
    if parts.scheme or parts.netloc:
        return parts.scheme not in ("", "http", "https") or (parts.hostname or "") not in hosts
    if parts.path.startswith("/"):
        return False
    return bool(parts.path) and normpath(join(dirname(path) or ".", parts.path)).startswith("..")
