"""Laid-out forms as editable DOCX: words poured into a frame that pandoc made once for the form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from suowu.publish.docx.frame import Frame, Part, frame, shape_of
from suowu.publish.docx.reference import twips, zipped

Form = dict[str, Any]

SAMPLE = "示例数据"
_TOKEN = re.compile(r"TK(\w+)KT")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def docx(form: Form, *, templates: Path) -> bytes:
    """One form as DOCX. `templates` is the templates folder."""
    made = frame(shape_of(form), templates)
    words = {"title": form["name"], "number": form["number"], "head": form["head"]}
    parts = dict(made.fixed)
    parts["word/document.xml"] = (_HEAD + _poured(made, form, words)).encode()
    words["sample"] = SAMPLE if form["sample"] else ""
    for name, text in made.running.items():
        parts[name] = _TOKEN.sub(lambda m: _xml(words[m[1]]), text).encode()
    return zipped(parts)


def _poured(made: Frame, form: Form, words: dict[str, str]) -> str:
    heights: dict[str, float] = {}
    lists: dict[str, list[dict[str, str]]] = {}
    for block in form["blocks"]:
        if block["t"] != "table":
            words[block["slot"]] = block.get("text", "")
        for row in block.get("rows", ()):
            said = {cell["slot"]: _said(cell) for cell in row["cells"] if cell["slot"]}
            if "repeat" in row:
                lists.setdefault(row["repeat"], []).append(said)
            else:
                words |= said
                heights[row["cells"][-1]["slot"]] = row["h"]
    return "".join(_pour(made.document, words, heights, lists))


def _said(cell: Form) -> str:
    if "checks" in cell:
        between = "\n" if cell["lines"] else "\u3000"
        return between.join(("☑" if on else "□") + name for on, name in cell["checks"])
    text: str = cell["text"]
    return text


def _pour(
    parts: Sequence[Part],
    words: dict[str, str],
    heights: dict[str, float],
    lists: dict[str, list[dict[str, str]]],
) -> Iterable[str]:
    for part in parts:
        if isinstance(part, str):
            yield part
        elif part[0] == "words":
            before, after = part[2]
            yield from (before + _xml(line) + after for line in words[part[1]].split("\n"))
        elif part[0] == "height":
            yield f'w:val="{twips(heights[part[1]])}"'
        else:
            for line in lists[part[1]]:
                yield from _pour(part[2], line, heights, lists)


def _xml(text: str) -> str:
    return escape(_NOT_XML.sub("\ufffd", text))
