"""Paths of documents below site/, and addresses inside each site."""

from __future__ import annotations

import re
from datetime import date

from suowu.calendars import period_of
from suowu.definitions import Kind
from suowu.ledger import FormDue
from suowu.model import Record, Where

CASE_FRAME = "internal/cases/o/k/frame.html"
REGISTER_FRAME = "internal/registers/o/y/frame.html"
OFFICE_FRAME = "internal/offices/frame.html"
PUBLIC_OFFICE_FRAME = "public/offices/frame.html"
NOTICE_FRAME = "public/notices/frame.html"

FORMS_FILE = "forms.pdf"
_WEEK = "due-"
_WEEK_FILE = re.compile(rf".*/{_WEEK}(\d{{4}}-\d\d-\d\d)(?:-(\d+))?\.pdf").fullmatch


def root_of(path: str) -> str:
    """`../` as often as it takes from a page to the top of its site."""
    return "../" * (path.count("/") - 1)


def within(path: str) -> str:
    """A path below site/ as an address inside its own site: public/notices.html → notices.html."""
    return path.partition("/")[2]


def page_address(rel: str) -> str:
    """A page of content/ as an address inside its own site: public/guide.md → guide.html."""
    return f"{rel.removeprefix('public/').removesuffix('.md')}.html"


def frame_source(frame: str) -> str:
    """The Markdown a frame is made of: public/notices/frame.html → notices/frame.md."""
    return f"{within(frame).removesuffix('.html')}.md"


def record_path(record: Record, kind: Kind) -> str:
    """The internal page of a record."""
    if kind.scope == "所":
        return f"internal/offices/{record.office}.html"
    if kind.scope == "县" and record.id == record.kind:
        return f"internal/offices/{record.office}.html"
    if kind.scope == "簿":
        return f"internal/registers/{record.office}/{record.id}.html"
    return f"internal/cases/{record.office}/{record.kind}/{record.id}.html"


def record_frame(record: Record, kind: Kind) -> str:
    """The frame at the depth of `record_path`."""
    depth = {2: OFFICE_FRAME, 3: OFFICE_FRAME}
    path = record_path(record, kind)
    return depth.get(path.count("/"), REGISTER_FRAME if kind.scope == "簿" else CASE_FRAME)


def office_page(office: str) -> str:
    """The public page of an office."""
    return f"public/offices/{office}.html"


def notice_page(slug: str) -> str:
    """The public page of a notice."""
    return f"public/notices/{slug}.html"


def proof_page(record: Record) -> str:
    """The public page of what a record drew."""
    return f"public/draws/{record.kind}-{record.id}.html"


def forms_folder(record: Record) -> str:
    """The folder of a record's printed forms."""
    return f"print/{record.office}/{record.kind}/{record.id}"


def form_name(form: str, *, where: Where) -> str:
    """What a form of a record, or of one item of a list in it, is called there: leave-1."""
    item = "".join(f"-{step + 1}" for step in where if isinstance(step, int))
    return f"{form}{item}"


def form_file(record: Record, form: str, *, where: Where) -> str:
    """The form as a file to write on in, e.g. …/leave-1.docx."""
    return f"{forms_folder(record)}/{form_name(form, where=where)}.docx"


def forms_file(record: Record) -> str:
    """The file that the forms of a case are printed in; those of registers stand in their week."""
    return f"{forms_folder(record)}/{FORMS_FILE}"


def week_file(office: str, day: date, *, volume: int = 1) -> str:
    """The file that an office's forms of one week are printed in, by its Monday; of a week with
    too many forms for one file the first, or that of another `volume`."""
    monday = period_of("周", day)[0]
    return f"print/{office}/{_WEEK}{monday}{f'-{volume}' if volume > 1 else ''}.pdf"


def week_of(path: str) -> tuple[date, int] | None:
    """The Monday of such a file, and its volume; None for any other."""
    found = _WEEK_FILE(path)
    return (date.fromisoformat(found[1]), int(found[2] or 1)) if found else None


def form_place(record: Record, due: FormDue, *, kind: Kind) -> str:
    """The name of a form inside the file that it is printed in."""
    name = form_name(due.form, where=due.where)
    return f"{record.id.replace('/', '-')}-{name}" if kind.scope == "簿" else name


def form_link(record: Record, due: FormDue, *, kind: Kind) -> str:
    """The address of a form inside the file of its case, or of its week, below site/."""
    own = kind.scope != "簿"
    file = forms_file(record) if own else week_file(record.office, due.since)
    return f"{file}#nameddest={form_place(record, due, kind=kind)}"
