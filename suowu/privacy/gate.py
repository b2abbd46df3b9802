"""Leak gate: reads every byte that is about to become public, and fails closed."""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import TypeAlias
from urllib.parse import unquote

from suowu.ledger import Secret
from suowu.model import Problem
from suowu.privacy.exemptions import Exemptions, Match, exemptions_of, is_chinese
from suowu.problems import problem

TEXT = (".html", ".htm", ".js", ".json", ".css", ".xml", ".txt", ".ics", ".svg", ".csv", ".md")
PICTURES = (".png", ".ico", ".woff", ".woff2", ".jpg", ".webp")
ZIPPED = (".docx", ".xlsx")
SHORT = 2
PHONE = 7

_ID = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)|(?<!\d)\d{6}[ -]\d{8}[ -]\d{3}[\dXx](?!\d)")
_PHONE = re.compile(r"(?<!\d)(?:86)?1[3-9]\d{9}(?!\d)|(?<!\d)1[3-9]\d([ -])\d{4}\1\d{4}(?!\d)")
_CARD = re.compile(r"(?<!\d)\d{16,19}(?!\d)")
_DAY = re.compile(r"\d{4}(-\d{2}-\d{2}|年\d{1,2}月\d{1,2}日)")
_INLINE = re.compile(
    r"</?(?:b|strong|em|i|a|u|s|mark|small|sub|sup|font|wbr|code|ruby)\b[^>]*>", re.I
)
_TAG = re.compile(r"<[^>]+>")
_WIDE = {ord("０") + n: str(n) for n in range(10)}
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")

Search: TypeAlias = Callable[[str], Iterable[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Gate:
    """The values to look for, and what excuses a match."""

    secrets: Mapping[str, Secret]
    exemptions: Exemptions

    def problems(self, files: Iterable[tuple[str, bytes]]) -> tuple[Problem, ...]:
        """One problem for each file and leaked value; the value itself is not repeated."""
        search = _searcher(self.secrets)
        leaks: list[Problem] = []
        for path, content in files:
            texts = readable(path, content)
            if texts is None:
                leaks.append(_unreadable(path))
                continue
            for text in (path, *texts):
                leaks.extend(self._leaks(path, [Match(text, *span) for span in search(text)]))
                leaks.extend(self._shapes(path, text))
        return tuple(dict.fromkeys(leaks))

    def _leaks(self, path: str, matches: Iterable[Match]) -> Iterator[Problem]:
        for match in matches:
            secret = self.secrets[match.value]
            if not self._allowed(secret, match):
                yield leak(
                    path,
                    secret,
                    says="公开文件中出现不公开的内容",
                    hint="检查此页的模板、内容文件，以及该字段在 kind.yml 中的“公开”",
                )

    def _allowed(self, secret: Secret, match: Match) -> bool:
        """Whether the match is a public value, fixed wording, or a two-character common word."""
        value, exempt = secret.value, self.exemptions
        if value in exempt.public or _within_a_word(match):
            return True
        if (not secret.strict or _DAY.fullmatch(value)) and exempt.in_fixed_wording(value):
            return True
        short = len(value) <= SHORT and is_chinese(value)
        if short and exempt.reads_like_fixed_wording(match):
            return True
        return exempt.inside_public_value(match) or exempt.crosses_public_value(match)

    def _shapes(self, path: str, text: str) -> Iterator[Problem]:
        for name, pattern, real in (
            ("身份证号", _ID, is_id_number),
            ("手机号", _PHONE, lambda found: True),
            ("银行卡号", _CARD, _is_card),
        ):
            for match in pattern.finditer(text):
                if real(match[0]) and match[0] not in self.exemptions.public:
                    yield problem(
                        f"公开文件中出现{name}样式的数字，已停止发布",
                        path=path,
                        rule="leak",
                        hint="检查生成此页的内容文件或模板，删去号码",
                    )


def gate(
    files: Iterable[tuple[str, bytes]],
    *,
    secrets: Mapping[str, Secret],
    public: frozenset[str],
    words: str,
) -> tuple[Problem, ...]:
    """Look at each (path, bytes) of the new public tree; any problem stops the publication."""
    return Gate(secrets, exemptions_of(words=words, public=public)).problems(files)


def found(secrets: Mapping[str, Secret], text: str) -> list[Secret]:
    """The secrets that stand in a text, once each."""
    hits = dict.fromkeys(text[start:end] for start, end in _searcher(secrets)(text))
    return [secrets[value] for value in hits]


def readable(path: str, content: bytes) -> list[str] | None:
    """The texts a file holds, as a reader or a program would see them; None if unknown."""
    lower = path.lower()
    if lower.endswith(PICTURES):
        return []
    if lower.endswith(ZIPPED):
        with zipfile.ZipFile(BytesIO(content)) as packed:
            inner = [packed.read(name).decode("utf-8", "replace") for name in packed.namelist()]
        return [_TAG.sub("", text) for text in inner]
    if not lower.endswith(TEXT) and "." in lower.rsplit("/", 1)[-1]:
        return None
    text = content.decode("utf-8", "replace")
    return list(_variants(text, lower))


def _variants(text: str, path: str) -> Iterator[str]:
    plain = text.replace("\u200b", "").replace("&shy;", "").replace("\u00ad", "")
    plain = plain.translate(_WIDE)
    if path.endswith((".html", ".htm", ".xml", ".svg")):
        yield html.unescape("\n".join(_TAG.findall(plain)))
        bare = html.unescape(_TAG.sub("\n", _INLINE.sub("", plain)))
        yield bare
        if "\u3000" in bare:
            yield bare.replace("\u3000", "")
    else:
        yield plain
    if "\\u" in plain:
        yield _ESCAPED.sub(lambda found: chr(int(found[1], 16)), plain)
    if "%E" in plain or "%e" in plain:
        yield unquote(plain)


def _searcher(secrets: Mapping[str, Secret]) -> Search:
    if not secrets:
        return lambda text: ()
    from ahocorasick_rs import AhoCorasick

    automaton = AhoCorasick(list(secrets))

    def search(text: str) -> Iterable[tuple[int, int]]:
        return [(a, b) for _, a, b in automaton.find_matches_as_indexes(text, overlapping=True)]

    return search


def _within_a_word(match: Match) -> bool:
    """Whether a Latin match is a piece of a longer word, or a short number of a longer one."""
    text, start, end = match
    before, after = text[start - 1 : start], text[end : end + 1]
    if match.value.isdigit() and end - start >= PHONE:
        return False
    return (_latin(text[start]) and _latin(before)) or (_latin(text[end - 1]) and _latin(after))


def _latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def is_id_number(text: str) -> bool:
    """Whether the check digit fits (GB 11643). The rest of the number may be made up."""
    from stdnum.cn.ric import calc_check_digit

    number = text.replace(" ", "").replace("-", "").upper()
    return bool(calc_check_digit(number) == number[17])


def _is_card(text: str) -> bool:
    from stdnum.luhn import is_valid

    return bool(is_valid(text))


def leak(path: str, secret: Secret, *, says: str, hint: str) -> Problem:
    """What stops a publication: the record and field are named, the value is not repeated."""
    office, kind, record = secret.record.split("/", 2)
    return problem(
        f"{says}，已停止发布：{secret.record} 的“{secret.field}”",
        path=path,
        office=office,
        kind=kind,
        record=record,
        field=secret.field,
        rule="leak",
        hint=hint,
    )


def _unreadable(path: str) -> Problem:
    return problem(
        "公开目录中有不能检查的文件类型，已停止发布",
        path=path,
        rule="leak",
        hint="公开目录只放网页、文本和图片",
    )
