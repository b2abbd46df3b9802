"""Cells of a form's tables: a label, a value, boxes to tick, an opinion, a line to sign."""

from __future__ import annotations

from collections.abc import Mapping

from suowu.data import data_table
from suowu.forms.layout import Align, Choice, GridCell, Role
from suowu.forms.text import SPACE, date_or_blank, format_value, resolve, seen_from
from suowu.model import Data
from suowu.rules.scopes import Scope

ROW_MM = 10
ALIGN: Mapping[str, Align] = {"左": "left", "中": "center", "右": "right"}


def own_words(role: Role, text: str, *, columns: int, rows: int = 1) -> GridCell:
    """Words that stand on the form itself."""
    return GridCell(role=role, text=text, column_span=columns, row_span=rows)


def value_cell(cell: Data, scope: Scope, *, slot: str) -> GridCell:
    """The words of a record, or its options with the right one ticked."""
    columns = cell.get("跨", 1)
    align = ALIGN[cell["对齐"]] if "对齐" in cell else None
    if "勾选" in cell:
        return GridCell(
            role="value",
            slot=slot,
            column_span=columns,
            align=align or "left",
            choices=_choices(cell, scope),
            choice_per_line=bool(cell.get("逐行")),
        )
    text = _words(cell, scope)
    wide = columns > 1 or cell.get("行高", 0) > ROW_MM or "\n" in text
    aligned = align or ("left" if wide else "center")
    return GridCell(role="value", text=text, slot=slot, column_span=columns, align=aligned)


def list_cell(head: Data, line: Scope | None, *, slot: str) -> GridCell:
    """A column of one line of a list; None is a line left empty to write in."""
    if line is not None:
        return value_cell(head, line, slot=slot)
    empty = tuple(Choice(False, str(option)) for option in head.get("勾选", ()))
    return GridCell(
        role="value",
        slot=slot,
        column_span=head.get("跨", 1),
        align="left" if empty else "center",
        choices=empty,
    )


def opinion_cell(box: Data, scope: Scope, *, slot: str, columns: int) -> GridCell:
    """What was decided; the line to sign, seal and date is `signature_cell`."""
    text = resolve(box.get("意见", ""), seen_from(scope))
    return GridCell(role="opinion", text=text, slot=slot, column_span=columns, align="left")


def signature_cell(box: Data, scope: Scope, *, slot: str, columns: int) -> GridCell:
    """签名：某某　（公章）　2026年3月6日, with blanks for what is not known."""
    look = seen_from(scope)
    name = resolve(box.get("签名", ""), look)
    words = [f"{box.get('称', data_table('paper')['签名'])}：{name or SPACE * 5}"]
    if box.get("盖章"):
        words.append(data_table("paper")["盖章"])
    words.append(date_or_blank(look(box["日期"]) if "日期" in box else None))
    text = (SPACE * 2).join(words)
    return GridCell(role="signature", text=text, slot=slot, column_span=columns, align="right")


def lines_of(path: str, scope: Scope) -> list[Scope]:
    """The surroundings of each line of a list; 序 is its number, 值 a line that is a word."""
    return [
        scope.at({"序": number, **_as_fields(item)}, scope.where)
        for number, item in enumerate(seen_from(scope)(path) or (), 1)
    ]


def _as_fields(item: object) -> Data:
    return item if isinstance(item, Mapping) else {"值": item}


def _choices(cell: Data, scope: Scope) -> tuple[Choice, ...]:
    """The options, each with whether it is ticked; a recorded value outside them comes last."""
    recorded = seen_from(scope)(cell["值"]) if "值" in cell else None
    several = recorded if isinstance(recorded, list | tuple) else [recorded]
    chosen = [said for v in several if v is not None and (said := format_value(v))]
    options = [str(option) for option in cell["勾选"]]
    known = [*options, "否"] if options == ["是"] else options
    others = [Choice(True, said) for said in chosen if said not in known]
    return (*(Choice(option in chosen, option) for option in options), *others)


def _words(cell: Data, scope: Scope) -> str:
    spec, look = cell.get("值", ""), seen_from(scope)
    if spec and "各" in cell:
        lines = lines_of(spec, scope)
        return "\n".join(resolve(cell["各"], seen_from(line)) for line in lines)
    if spec and "格式" in cell:
        return format_value(look(spec), cell["格式"])
    return resolve(spec, look)
