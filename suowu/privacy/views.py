"""Allow-listed public views: a value without 公开 in its kind.yml is simply not there."""

from __future__ import annotations

from typing import Any

from suowu.definitions import Kind
from suowu.grammar.documents import NoticeHead
from suowu.grammar.leaves import Path
from suowu.model import Data
from suowu.privacy.masks import mask, masked_names
from suowu.rules.conditions import holds
from suowu.rules.scopes import Scope, present
from suowu.rules.scopes import value as value_at


class Forbidden(ValueError):
    """A notice asks for a field that its kind does not allow to be public."""


def public_view(kind: Kind, data: Data, *, scope: Scope | None = None) -> Data:
    """The public part of a record, masked; empty parts are left out.

    Items of a list with a 公开条件 are shown if it holds of them, and not at all without a scope.
    """
    view: Data = _viewed(kind, data, prefix="", scope=scope)
    return view


def notice_fields(kind: Kind, head: NoticeHead, *, scope: Scope) -> dict[str, Any]:
    """The 公开字段 of a notice, masked by each field's own 公开. Raises Forbidden."""
    names: dict[str, str] = {}
    view: dict[str, Any] = {}
    for name, path in head.fields.items():
        rule, found = permission(kind, head, path=path), value_at(path, scope)
        if not present(found):
            continue
        if rule == "姓某" and isinstance(found, str):
            names[name] = found
        view[name] = mask(rule, found)
    view.update(zip(names, masked_names(list(names.values())), strict=True))
    return view


def shows_a_masked_name(kind: Kind, head: NoticeHead, *, view: Data) -> bool:
    """Whether the view of a notice has a name of which only the surname is public."""
    return any(name in view for name in masked_fields(kind, head))


def masked_fields(kind: Kind, head: NoticeHead) -> list[str]:
    """The 公开字段 of a notice that are names, of which only the surname is public."""
    return [n for n, path in head.fields.items() if permission(kind, head, path=path) == "姓某"]


def permission(kind: Kind, head: NoticeHead, *, path: Path) -> str:
    """How a notice may show `path`. Raises Forbidden.

    `define` refuses such a notice before; this is the second lock.
    """
    base = head.each.keys if head.each is not None and not path.anchor else ()
    dotted = ".".join((*base, *path.keys))
    if path.anchor not in ("", "/"):
        raise Forbidden(f"公开字段只能取自本案记录：{path.text!r}")
    rule = kind.public.get(dotted)
    if rule is None:
        raise Forbidden(f"{kind.name} 的“{dotted}”不公开，公示不能使用：{path.text!r}")
    return rule


def _shown(kind: Kind, path: str, *, items: list[Any], scope: Scope | None) -> list[Any]:
    wanted = kind.public_if.get(path)
    found = [item for item in items if isinstance(item, dict)]
    if wanted is None:
        return found
    return [item for item in found if scope and holds(wanted, scope.at(item, ()))]


def _viewed(kind: Kind, data: Any, *, prefix: str, scope: Scope | None) -> Any:
    view: dict[str, Any] = {}
    for key, value in data.items():
        path = f"{prefix}{key}"
        rule = kind.public.get(path)
        if isinstance(value, dict):
            inner: Any = _viewed(kind, value, prefix=f"{path}.", scope=scope)
        elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
            shown = _shown(kind, path, items=value, scope=scope)
            inner = [_viewed(kind, item, prefix=f"{path}.", scope=scope) for item in shown]
        else:
            inner = mask(rule, value) if rule and present(value) else None
        if present(inner):
            view[key] = inner
    return view
