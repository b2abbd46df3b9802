"""What a notice says, in its own words, for the paper that hangs on the wall."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import unescape

from suowu.definitions import Definitions
from suowu.model import Data
from suowu.render import templates

Sentence = Callable[[Data], str]

_FIRST = re.compile(r"<p[^>]*>(.*?)</p>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")


def sentences_of(definitions: Definitions) -> Mapping[str, Sentence]:
    """For each notice, by `kind/notice`: its view → its first paragraph as plain text.

    The first paragraph is the matter; the second, the window, a poster says by itself.
    """
    texts = {
        f"{kind.id}/{shape.id}": shape.text
        for kind in definitions.kinds.values()
        for shape in kind.notices
    }
    env = templates.environment(texts)

    def sentence(name: str) -> Sentence:
        return lambda view: _plain(env.get_template(name).render(n=view))

    return {name: sentence(name) for name in texts}


def _plain(page: str) -> str:
    found = _FIRST.search(page)
    return unescape(_TAG.sub("", found[1] if found else page)).strip()
