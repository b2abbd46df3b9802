"""Leak check of a new site: the gate over its public files, with what the county signed for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from suowu.county import county_of
from suowu.derive.shown import places_of
from suowu.ledger import Ledger, Notice
from suowu.model import Data, Problem
from suowu.privacy import gate
from suowu.privacy.exemptions import OwnWords, current
from suowu.privacy.folding import flat_of
from suowu.privacy.gate import OwnPage, found, leak
from suowu.privacy.secrets import NAME
from suowu.render.paths import notice_page
from suowu.values import texts_of

LONG_NAME, LONGEST_NAME = 3, 4


def leaks_in(files: Iterable[tuple[str, bytes]], ledger: Ledger) -> tuple[Problem, ...]:
    """What of this county may not be public and stands in these public files."""
    return (
        *names_in_public_fields(ledger),
        *gate(
            files,
            secrets=ledger.secrets,
            signed=current(ledger.definitions.signed, ledger.as_of),
            known=known_of(ledger),
            own=_own_pages(ledger),
        ),
    )


def known_of(ledger: Ledger) -> OwnWords:
    """What the county says of itself: staff, telephones, hosts."""
    book, county = ledger.book, county_of(ledger.public_county)
    shown = ((book.offices[office], view) for office, view in ledger.public_offices.items())
    places = places_of([(book.county, ledger.public_county), *shown], ledger.definitions)
    reached = (f"//{county.domain}", county.web, county.mistakes)
    return OwnWords(
        names=frozenset(value for value, place in places.items() if NAME in place.sorts),
        phones=frozenset(value for value, place in places.items() if "电话" in place.sorts),
        hosts=frozenset(host for address in reached if (host := urlsplit(address).hostname)),
    )


def names_in_public_fields(ledger: Ledger) -> Iterator[Problem]:
    """Persons of a case whose full name somebody wrote into a field that is public."""
    names = {
        value: secret
        for value, secret in ledger.secrets.items()
        if secret.strict and secret.sort == NAME and len(value) >= LONG_NAME
    }
    texts = sorted(text for text in ledger.public_values if len(text) > LONGEST_NAME)
    for secret in found(names, "\n".join(texts)):
        yield leak(
            "public",
            secret,
            says="公开字段的文字里写有不公开的姓名",
            hint="检查 office.yml、county.yml 里对外公开的文字（职责、信息公开等）",
        )


def _own_pages(ledger: Ledger) -> dict[str, OwnPage]:
    """The pages that are about one record, and the allow-listed view that each was made from."""
    return {
        notice_page(notice.slug): OwnPage(key, _texts(notice.view), _names(notice, ledger))
        for key, case in ledger.cases.items()
        for notice in case.notices
        if notice.state == "公示中"
    }


def _names(notice: Notice, ledger: Ledger) -> frozenset[str]:
    """The full names of a list that the law wants in public (抽签): namesakes of others too."""
    kind = ledger.definitions.kinds[notice.kind]
    drawn = {path.keys for path, each in kind.file.derived.items() if each.draw}
    head = next(shape.head for shape in kind.notices if shape.id == notice.shape)
    listed = (n for n, at in head.fields.items() if at.keys[1:] == (NAME,) and at.keys[:1] in drawn)
    return frozenset(flat_of(text) for n in listed for text in notice.view.get(n) or ())


def _texts(view: Data) -> frozenset[str]:
    return frozenset(flat_of(text) for text in texts_of(view))
