"""Leak check of a new site: the gate over its public files, with what the county signed for."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from suowu.addresses import KEY_FILE
from suowu.cache import READ, keep, recall
from suowu.county import county_of, office_of
from suowu.derive.shown import days_of, places_of, unused_signature
from suowu.grammar.documents import SignedPicture
from suowu.ledger import Ledger, Notice, Secret
from suowu.load import locator
from suowu.model import Data, Problem
from suowu.privacy.exemptions import Exemptions, OwnWords, current
from suowu.privacy.folding import flat_of
from suowu.privacy.gate import OwnPage, leak, leaks_of
from suowu.privacy.needles import found
from suowu.privacy.reading import Readings
from suowu.privacy.secrets import KEY, NAME
from suowu.render.paths import notice_page
from suowu.values import texts_of

LONG_NAME, LONGEST_NAME = 3, 4
_FIRST_WHOLE, _BASE64 = (0, 2, 3), 42
"""Of base64: its first character that depends on nothing before the key, and how many do."""


def leaks_in(
    files: Iterable[tuple[str, bytes]], ledger: Ledger, *, cache: Path | None = None
) -> tuple[Problem, ...]:
    """What of this county may not be public and stands in these public files; and, as 提醒, what
    somebody signed for and is not there."""
    kept = READ.file("public", root=cache)
    readings = Readings(last=recall(kept) or {})
    signed = current(ledger.definitions.signed, ledger.as_of)
    exemptions = Exemptions(signed=signed, known=known_of(ledger))
    leaks = leaks_of(
        files,
        secrets={**ledger.secrets, **spellings_of_the_key(ledger)},
        exemptions=exemptions,
        own=_own_pages(ledger),
        readings=readings,
    )
    if readings.kept.keys() != readings.last.keys():
        keep(kept, readings.kept)
    return (*names_in_public_fields(ledger), *leaks, *_unused(exemptions, ledger))


def spellings_of_the_key(ledger: Ledger) -> dict[str, Secret]:
    """The county's secret of addresses, in hex by halves and in base64 wherever that may begin."""
    addresses = ledger.book.addresses
    if addresses is None:
        return {}
    key = addresses.key
    texts = [part.hex() for part in (key[: len(key) // 2], key[len(key) // 2 :])]
    for shift in range(3):
        coded = b64encode(bytes(shift) + key).decode()
        texts.append(coded[_FIRST_WHOLE[shift] :][:_BASE64])
    home, file = ledger.book.county.key, PurePosixPath(KEY_FILE).name
    return {text: Secret(text, home, file, strict=True, sort=KEY) for text in texts}


def _unused(exemptions: Exemptions, ledger: Ledger) -> Iterator[Problem]:
    """What is signed for and let nothing pass, unless an equal public field asks for it."""
    shown = {flat_of(text) for text in ledger.public_values}
    for each in exemptions.unused():
        if isinstance(each, SignedPicture) or flat_of(each.value) not in shown:
            yield unused_signature(each, file=ledger.definitions.signed_file, locate=locator())


def known_of(ledger: Ledger) -> OwnWords:
    """What the county says of itself: staff, telephones, days, hosts."""
    book, county = ledger.book, county_of(ledger.public_county)
    offices = ((book.offices[office], view) for office, view in ledger.public_offices.items())
    shown = [(book.county, ledger.public_county), *offices]
    places = places_of(shown, ledger.definitions)
    views = map(office_of, ledger.public_offices.values())
    entries = chain(county.disclosed, *(office.disclosed for office in views))
    listed = (entry.web for entry in entries)
    reached = (f"//{county.domain}", county.web, county.mistakes, *listed)
    return OwnWords(
        names=frozenset(value for value, place in places.items() if NAME in place.sorts),
        phones=frozenset(value for value, place in places.items() if "电话" in place.sorts),
        days=frozenset(flat_of(f"{day.field}{day.text}") for day in days_of(shown)),
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
        notice_page(notice.slug): OwnPage(
            key, _texts(notice.view), _names(notice, ledger), title=notice.name
        )
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
