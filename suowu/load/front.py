"""Front matter: the YAML between two --- lines at the head of a page or template."""

from __future__ import annotations

import re

from suowu.yamlfile import Parsed, read

_FRONT = re.compile(r"\A---[ ]*\r?\n(.*?)^---[ ]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)


def front_matter(text: str) -> tuple[Parsed, str, int]:
    """(front matter, body, number of lines above the front matter); no front matter gives {}."""
    found = _FRONT.match(text)
    if not found:
        return Parsed({}, ()), text, 0
    return read(found[1]), text[found.end() :], 1
