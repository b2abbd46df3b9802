"""Lasting names: what files call the records and the law, wherever their folders lay that day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from suowu.ledger import Document, Ledger
from suowu.model import Problem, Record, Where
from suowu.yamlfile import Locate, Position


@dataclass(frozen=True, slots=True)
class LastingNames:
    """The folders as typed, each with the name that files give it: `../our/records` → `records`;
    the longest first, as `content/../records` is not below `content`.

    What is written into a file must not tell where somebody's folders lay, nor differ by it.
    """

    typed: Mapping[str, str]

    @property
    def as_typed(self) -> bool:
        """Whether they were typed as files call them."""
        return all(folder == name for folder, name in self.typed.items())

    def of(self, path: str) -> str:
        """The lasting name of a path as typed."""
        for folder, name in self.typed.items():
            if path == folder or path.startswith(f"{folder}/"):
                return f"{name}{path[len(folder) :]}"
        return path

    def back(self, path: str) -> str:
        """The path as typed of a lasting name."""
        for folder, name in self.typed.items():
            if path == name or path.startswith(f"{name}/"):
                return f"{folder}{path[len(name) :]}"
        return path

    def in_problems(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """The same problems under lasting names, in their words too."""
        if self.as_typed:
            return tuple(problems)
        return tuple(
            replace(
                p,
                path=self.of(p.path),
                message=self._in_words(p.message),
                hint=self._in_words(p.hint) if p.hint else None,
            )
            for p in problems
        )

    def in_ledger(self, ledger: Ledger) -> Ledger:
        """The same county, its records under lasting names; its problems stay as they are told."""
        if self.as_typed:
            return ledger
        records = tuple(map(self._record, ledger.book.records))
        named = {record.key: record for record in records}
        cases = {key: replace(case, record=named[key]) for key, case in ledger.cases.items()}
        book = replace(
            ledger.book,
            county=named[ledger.book.county.key],
            offices={key: named[each.key] for key, each in ledger.book.offices.items()},
            records=records,
        )
        return replace(ledger, book=book, cases=cases)

    def in_documents(self, documents: Iterable[Document]) -> tuple[Document, ...]:
        """The same documents, their sources under lasting names and in the order of these."""
        of = cache(self.of)  # there are a hundred documents for each source
        found = [(d, tuple(sorted(map(of, d.sources)))) for d in documents]
        return tuple(d if d.sources == names else replace(d, sources=names) for d, names in found)

    def locator(self, locate: Locate) -> Locate:
        """Where a field stands, asked by lasting names."""

        def found(path: str, where: Where) -> Position:
            return locate(self.back(path), where)

        return locate if self.as_typed else found

    def _record(self, record: Record) -> Record:
        return replace(record, path=self.of(record.path))

    def _in_words(self, text: str) -> str:
        for folder, name in self.typed.items():
            if f"{folder}/" in text:
                text = re.sub(rf"(?<![\w./-]){re.escape(folder)}/", f"{name}/", text)
        return text


def lasting_names(*, records: Path, content: Path, templates: Path) -> LastingNames:
    """The lasting names of the three folders that a build reads."""
    named = {str(records): "records", str(content): "content", str(templates): "templates"}
    return LastingNames(dict(sorted(named.items(), key=lambda pair: -len(pair[0]))))
