"""SiteContext: what every page of one site is made with, worked out once a build."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from suowu.county import County, Office, bureau_of, county_of
from suowu.data import data_table
from suowu.definitions import Kind
from suowu.digest import digest_of
from suowu.grammar.rules import Rule
from suowu.ledger import Case, Ledger, Notice
from suowu.model import Record
from suowu.render import clauses, paths, templates
from suowu.render.pages import handbook_pages
from suowu.yamlfile import Locate, nowhere


class Site(TypedDict):
    """The site's own words, in every view as `site`; a mapping, since views are plain data."""

    county: str
    bureau: str
    name: str
    domain: str
    id_code: str
    icp: str
    police: str
    mistakes: str
    phone: str
    address: str
    hours: str
    fax: str
    email: str
    web: str
    demo: bool
    as_of: date
    internal: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteContext:
    """One site of one ledger: its words, offices, templates, rules and their handbook places.

    `county` is made of the record: its name, codes and addresses are public by nature.
    `public_county` and, on the public site, `offices` are made of public views.
    `titles` are those of the pages that the site always has, by file stem. `key` is the digest of
    what stands around dossiers, but for the day, of what they say of rules (names, articles,
    handbook places) and of the calendars behind counted days.
    `notice_digests` cover what a notice says, by kind/notice, and not how its page looks.
    `locate` gives the line of a place in a file, for pages that show where a fact stands.
    """

    ledger: Ledger
    internal: bool
    county: County
    public_county: County
    offices: Mapping[str, Office]
    site: Site
    titles: Mapping[str, str]
    texts: Mapping[str, str]
    digests: Mapping[str, str]
    rules: Mapping[str, Rule]
    links: Mapping[str, str]
    notice_digests: Mapping[str, str]
    key: str
    locate: Locate

    def digest(self, template: str) -> str:
        """The digest of a template with all it pulls in; empty for a page without one."""
        return self.digests.get(template, "")

    def kind_of(self, what: Case | Record | Notice) -> Kind:
        """The kind of a case, record or notice."""
        record = what.record if isinstance(what, Case) else what
        return self.ledger.definitions.kinds[record.kind]

    def office_name(self, office: str) -> str:
        """The office's name; the county's for records of the county itself."""
        return self.offices[office].name if office in self.offices else self.county.name

    def issuer(self, office: str) -> Office:
        """Who puts a notice up: the office, or the bureau for the county's own."""
        return self.offices.get(office) or bureau_of(self.county)

    def href(self, record: Record) -> str:
        """The address of a record's page inside the internal site."""
        return paths.within(paths.record_path(record, self.kind_of(record)))


def site_context(ledger: Ledger, *, internal: bool, locate: Locate = nowhere) -> SiteContext:
    """The context of the internal or the public site."""
    definitions, county = ledger.definitions, county_of(ledger.book.county.data)
    texts = templates.sources(definitions, on=ledger.as_of)
    links = clauses.links(definitions, handbook_pages(definitions)) if internal else {}
    shapes = [shape for kind in definitions.kinds.values() for shape in kind.notices]
    closing = texts.get(templates.CLOSING, "")
    site, titles = _site(county, as_of=ledger.as_of, internal=internal), data_table("menus")
    return SiteContext(
        ledger=ledger,
        internal=internal,
        county=county,
        public_county=county_of(ledger.public_county),
        offices=_offices(ledger, internal=internal),
        site=site,
        titles=titles["internal" if internal else "public"],
        texts=texts,
        digests=templates.digests(texts),
        rules={rule.id: rule for rule in definitions.rules},
        links=links,
        locate=locate,
        notice_digests={f"{s.kind}/{s.id}": digest_of(s.text, closing) for s in shapes},
        key=digest_of(
            {**site, "as_of": None},
            definitions.calendar.working,
            links,
            [(r.id, r.name, r.clause, r.basis, r.verified) for r in definitions.rules],
        ),
    )


def _offices(ledger: Ledger, *, internal: bool) -> dict[str, Office]:
    if not internal:
        return {office: Office(office, view) for office, view in ledger.public_offices.items()}
    return {office: Office(office, r.data) for office, r in ledger.book.offices.items()}


def _site(county: County, *, as_of: date, internal: bool) -> Site:
    return {
        "county": county.name,
        "bureau": county.bureau,
        "name": f"{county.bureau}内部平台" if internal else county.bureau,
        "domain": county.domain,
        "id_code": county.id_code,
        "icp": county.icp,
        "police": county.police,
        "mistakes": county.mistakes,
        "phone": county.phone,
        "address": county.address,
        "hours": county.hours,
        "fax": county.fax,
        "email": county.email,
        "web": county.web,
        "demo": county.sample,
        "as_of": as_of,
        "internal": internal,
    }
