"""Page of changes: before and after side by side, in one file that needs nothing beside it."""

from __future__ import annotations

from typing import Any, Final

from suowu.changes import Change, Changes, PageChange
from suowu.changes.words import heading, page_name, set_apart
from suowu.render import templates

_TEMPLATE: Final = "site/diff.html.j2"
_Row = dict[str, Any]  # Any: what the template reads


def to_page(changes: Changes) -> bytes:
    """The HTML. The templates are those of the new state; `Side.ledger` of it must be there."""
    ledger = changes.new.ledger
    text = ledger.definitions.templates[_TEMPLATE] if ledger else ""
    env = templates.environment({_TEMPLATE: text})
    return templates.written_out(env, _TEMPLATE, view=_view(changes)).encode()


def _view(changes: Changes) -> dict[str, Any]:
    return {
        "heading": heading(changes),
        "old": changes.old.name,
        "new": changes.new.name,
        "notes": list(changes.notes),
        "nothing": changes.nothing,
        "withdrawn": [_page(page) for page in changes.withdrawn],
        "added": [_page(page) for page in changes.added],
        "deleted": list(changes.deleted),
        "records": [
            {
                "name": each.name,
                "rows": [_row(change) for change in each.changes],
            }
            for each in changes.records
        ],
        "pages": [_page(page) for page in changes.pages],
        "restyled": changes.restyled,
    }


def _page(page: PageChange) -> dict[str, Any]:
    return {
        "name": page_name(page),
        "path": page.path,
        "why": page.why,
        "rows": [_row(change) for change in page.changes],
        "repeated": page.repeated,
    }


def _row(change: Change) -> _Row:
    """What is the same on both sides is set apart only where both say something."""
    old, new = set_apart(change.old, change.new)
    return {"where": change.where, "old": old, "new": new, "shown": change.shown}
