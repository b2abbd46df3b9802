"""Leak gate: reads every byte that is about to become public, and fails closed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Final, NamedTuple

from suowu.data import data_table
from suowu.digest import digest_of_bytes
from suowu.grammar.documents import Signed
from suowu.ledger import Secret
from suowu.model import EMPTY, Problem
from suowu.privacy.exemptions import SITE, Exemptions, OwnWords, occurrences
from suowu.privacy.folding import BREAK, SURE, flat_of, han_of
from suowu.privacy.markup import SEARCH_INDEX
from suowu.privacy.needles import Needles, Search, needles_in
from suowu.privacy.pictures import is_picture, picture_fault
from suowu.privacy.readable import MARKUP, without_tags
from suowu.privacy.reading import Readings
from suowu.privacy.secrets import BORN, KEY, NAME
from suowu.privacy.shapes import ID_SHAPES, ShownNumber
from suowu.problems import problem

__all__ = ["OwnPage", "OwnWords", "gate", "leak", "leaks_of"]

GRAM: Final = 8
"""Characters of a free text that may stand nowhere, if they are rare."""
RARE: Final = 2
"""Records in which rare characters stand at most: a person may have two."""

_ARTICLE = re.compile(r"<article\b[^>]*>(.*)</article>", re.DOTALL)
_HINT = "检查此页的模板、内容文件，以及该字段在 kind.yml 中的“公开”"
_SIGN = "确实说的不是此人的，写进 content/leak-gate.yml，由人签名"
_SAYS = "公开文件中出现不公开的内容"


class OwnPage(NamedTuple):
    """What a page is about, what it shows of that on purpose, folded, names in full, its title."""

    record: str
    shown: frozenset[str]
    names: frozenset[str] = frozenset()
    title: str = ""


@dataclass(slots=True)
class Gate:
    """The values to look for, what excuses a find, and what the pages said so far."""

    secrets: Mapping[str, Secret]
    exemptions: Exemptions
    own: Mapping[str, OwnPage]
    needles: Needles
    search: Search
    readings: Readings
    han: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    numbers: dict[str, int] = field(default_factory=dict)
    unnamed: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)

    def problems(self, files: Iterable[tuple[str, bytes]]) -> tuple[Problem, ...]:
        """One problem for each file and leaked value; the value itself is not repeated."""
        leaks: list[Problem] = []
        for number, (path, content) in enumerate(files, 1):
            self.numbers[path] = number
            name = path.replace(BREAK, " ").replace("/", BREAK)
            if named := [*self._in_text(path, name)]:
                self.unnamed.add(path)
            leaks += (*named, *self._in_file(path, content))
        leaks += self._rare()
        return tuple(dict.fromkeys(self._told(leaks)))

    def _in_file(self, path: str, content: bytes) -> Iterator[Problem]:
        if is_picture(path):
            yield from self._picture(path, content)
            return
        read = self.readings.file(path, content, hosts=self.exemptions.known.hosts)
        if read.said is None:
            yield _unreadable(path)
            return
        for says, where in read.acts:
            if not where or not self.exemptions.excuse_address(path, where):
                yield _active(path, says)
        for text in read.said.all(None if path in self.own else self.seen):
            yield from self._in_text(path, text)
        if path in self.own and path.lower().endswith(MARKUP):
            yield from self._on_own_page(path, content)

    def _in_text(self, path: str, text: str) -> Iterator[Problem]:
        """The strict secrets of a text: as it is, and with its numbers as figures."""
        read = self.readings.of(text, spaced=path.endswith(SEARCH_INDEX))
        line = read.line
        self.han[path].append(read.han)
        for needle, start, end in self.search(line.flat):
            secret, name = self.needles.everywhere[needle], not needle.isdigit()
            if line.reads_on(start, end, name=name) and not self._excused(
                path, line.flat, span=(start, end), secret=secret
            ):
                yield _found(path, secret)
        if read.figures != line.flat:
            yield from self._in_figures(path, read.figures)
        for secret, flat, span in self.needles.in_days(text, read):
            if not self._excused(path, flat, span=span, secret=secret):
                yield _found(path, secret)
        yield from (_found(path, secret) for secret in self.needles.in_latin(read.plain))
        yield from self._shapes_of(path, read.numbers)

    def _in_figures(self, path: str, figures: str) -> Iterator[Problem]:
        """What is only found when 十二 is read as 12: houses and days, no names."""
        for needle, start, end in self.search(figures):
            secret, span = self.needles.everywhere[needle], (start, end)
            if end - start >= SURE and not self._excused(path, figures, span=span, secret=secret):
                yield _found(path, secret)

    def _excused(self, path: str, flat: str, *, span: tuple[int, int], secret: Secret) -> bool:
        if secret.sort == KEY:
            return False
        own = self.own.get(path)
        if own and secret.record == own.record and flat_of(secret.value) in own.shown:
            return True
        names = own.names if own else frozenset[str]()
        staff = secret.sort == NAME and self.exemptions.names_staff(flat, span, names=names)
        dated = secret.sort == BORN and self.exemptions.names_day(flat, span)
        return staff or dated or self.exemptions.excuse(path, flat, span=span)

    def _shapes_of(self, path: str, numbers: Iterable[ShownNumber]) -> Iterator[Problem]:
        for found in numbers:
            sure = found.shape in ID_SHAPES
            if sure or not self.exemptions.excuse_shape(path, found.number):
                yield problem(
                    f"公开文件中出现{found.shape}样式的数字，已停止发布",
                    path=path,
                    rule="leak",
                    hint="检查生成此页的内容文件或模板，删去号码",
                )

    def _picture(self, path: str, content: bytes) -> Iterator[Problem]:
        fault = picture_fault(path, content)
        listed = self.exemptions.excuse_picture(path, digest_of_bytes(content))
        if fault or not listed:
            yield problem(
                f"{fault or '图片或者字体没有人签名'}，已停止发布",
                path=path,
                rule="leak",
                hint="去掉图片里的附加信息，把文件和摘要写进 content/leak-gate.yml 的“图片”",
            )

    def _on_own_page(self, path: str, content: bytes) -> Iterator[Problem]:
        """Whatever else is not public about a person, on the page that is about that person."""
        article = _ARTICLE.search(content.decode("utf-8", "replace"))
        flat = flat_of(without_tags(article[1] if article else ""))
        own, title = self.own[path], flat_of(self.own[path].title)
        for secret in self.secrets.values():
            if secret.strict or secret.record != own.record:
                continue
            needle = flat_of(secret.value)
            if needle in own.shown or needle in title:  # 迁居 on a 迁居公示
                continue
            for at in occurrences(needle, flat):
                if not self.exemptions.excuse(path, flat, span=(at, at + len(needle))):
                    yield _found(path, secret)

    def _rare(self) -> Iterator[Problem]:
        """Eight characters in a row of a record's free text that stand in hardly any other."""
        public = {gram for texts in self.han.values() for text in texts for gram in _grams(text)}
        public -= _statutory()
        hits: dict[str, list[Secret]] = defaultdict(list)
        for secret in self.secrets.values():
            if not secret.strict:
                for gram in set(_grams(han_of(secret.value))) & public:
                    hits[gram].append(secret)
        for gram, secrets in hits.items():
            if sum(secret.spread for secret in secrets) <= RARE:
                yield from self._rare_on_pages(gram, secrets[0])

    def _rare_on_pages(self, gram: str, secret: Secret) -> Iterator[Problem]:
        for path, (name, *texts) in self.han.items():
            if gram in name:
                self.unnamed.add(path)
            if any(self._is_left(gram, path, text=text) for text in (name, *texts)):
                yield _found(path, secret)

    def _is_left(self, gram: str, path: str, *, text: str) -> bool:
        spans = ((at, at + GRAM) for at in occurrences(gram, text))
        return not all(self.exemptions.excuse(path, text, span=span) for span in spans)

    def _told(self, leaks: Iterable[Problem]) -> Iterator[Problem]:
        """The problems; a path that gives something away itself is a number."""
        for each in leaks:
            called = f"{SITE}（第 {self.numbers.get(each.path, 0)} 个文件，文件名里有不公开的内容）"
            yield replace(each, path=called) if each.path in self.unnamed else each


def gate(
    files: Iterable[tuple[str, bytes]],
    *,
    secrets: Mapping[str, Secret],
    signed: Signed | None = None,
    known: OwnWords | None = None,
    own: Mapping[str, OwnPage] = EMPTY,
) -> tuple[Problem, ...]:
    """Look at each (path, bytes) of the new public tree; any problem stops the publication.

    `signed` is what may pass on this day; `own` are the pages about one record.
    """
    exemptions = Exemptions(signed=signed or Signed(), known=known or OwnWords())
    return leaks_of(files, secrets=secrets, exemptions=exemptions, own=own)


def leaks_of(
    files: Iterable[tuple[str, bytes]],
    *,
    secrets: Mapping[str, Secret],
    exemptions: Exemptions,
    own: Mapping[str, OwnPage],
    readings: Readings | None = None,
) -> tuple[Problem, ...]:
    """The same for who wants to know afterwards what of the list was used; `readings` are those of
    the last build."""
    needles = needles_in(secrets)
    search, readings = Search(needles.everywhere), readings or Readings()
    return Gate(secrets, exemptions, own, needles, search, readings).problems(files)


def _found(path: str, secret: Secret) -> Problem:
    return leak(path, secret, says=_SAYS, hint=f"{_HINT}；{_SIGN}")


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


@cache
def _statutory() -> frozenset[str]:
    """Rows of characters that are words of the law."""
    words = data_table("statutes")
    laws = words["法名"].split()
    cited = (f"{law}第{number}条" for law in laws for number in ("", "十", "百", "百十"))
    phrases = (*laws, *cited, *words["法语"].split())
    return frozenset(gram for phrase in phrases for gram in _grams(han_of(phrase)))


def _grams(text: str) -> Iterator[str]:
    return (text[at : at + GRAM] for at in range(len(text) - GRAM + 1))


def _active(path: str, says: str) -> Problem:
    return problem(
        f"公开文件里有{says}，已停止发布",
        path=path,
        rule="leak",
        hint="公开的页面不从别处取内容，也不带脚本；外部地址可以在 content/leak-gate.yml 里签名",
    )


def _unreadable(path: str) -> Problem:
    return problem(
        "公开目录中有不能检查的文件，已停止发布",
        path=path,
        rule="leak",
        hint="公开目录只放网页、UTF-8 文本和登记过的图片",
    )
