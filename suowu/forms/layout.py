"""Laid-out forms as types: what stands on paper, block by block, the same for PDF and DOCX.

`grid` makes them of a form file and a record, `measure` gives rows their heights, `publish.pdf`
and `publish.docx` draw them; `templates/print/form.typ` and `form.html.j2` use the same names.
Lengths are millimetres, letters points. All is frozen and hashable: a form without its words is
the key of its DOCX frame.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal, NamedTuple, TypeAlias

Role = Literal["label", "heading", "value", "narrative", "opinion", "signature"]
Align = Literal["left", "center", "right"]
PageFit = Literal["one", "perhaps one", "several"]

PAPER = "paper"
"""The one key in the view of a paper document: what is printed."""
CELL_FONT_SIZE = 12
CELL_PADDING = (1.3, 1.2)


class Choice(NamedTuple):
    """One option with its box to tick."""

    ticked: bool
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GridCell:
    """One cell of a table."""

    role: Role
    """label and heading: words of the form itself; value, narrative and opinion: words of a record,
    the last two written like a page; signature: the line to sign, seal and date, drawn as one box
    with the opinion above it."""
    text: str = ""
    """What it says; empty where it has choices."""
    slot: str = ""
    """The name of the place its words are poured into, the same for every record of a form; empty
    where the words are the form's own."""
    align: Align = "center"
    """Where its words stand between left and right."""
    column_span: int = 1
    """How many of the table's columns it fills."""
    row_span: int = 1
    """How many rows it fills."""
    choices: tuple[Choice, ...] = ()
    """Options to tick, in place of `text`."""
    choice_per_line: bool = False
    """Whether each choice stands on a line of its own."""
    break_anywhere: bool = False
    """Whether it holds a run of letters or digits wider than itself, to be broken between any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GridRow:
    """One row of a table."""

    cells: tuple[GridCell, ...]
    """From left to right, without the place of a cell that reaches down from the row above."""
    minimum_height: float
    """As the form file asks for; DOCX rows grow from it by themselves."""
    text_height: float
    """What its words are estimated to need."""
    height: float
    """As drawn on paper, where rows cannot grow; unused in a row that may break."""
    breakable: bool = False
    """Whether it is so tall that it may go on on the next page."""
    list_slot: str = ""
    """The name of the list that it is one line of; empty in a row of its own."""
    takes_spare_room: bool = False
    """Whether it is an opinion box, which grows when the page is not full."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Rows over the columns of the form."""

    type: ClassVar[Literal["grid"]] = "grid"
    rows: tuple[GridRow, ...]
    """From top to bottom."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextBlock:
    """Words outside a table: running text, or the lines of a signature."""

    type: ClassVar[Literal["text"]] = "text"
    text: str
    """What it says; each line is a paragraph; empty: nothing is drawn."""
    slot: str
    """The name of the place its words are poured into."""
    align: Align = "left"
    """Where its lines stand."""
    indented: bool = False
    """Whether each line begins two characters in."""
    font_size: float | None = None
    """None: that of the form."""
    font: str = "正文"
    """A role of fonts: 正文, 标题, 宋体, 黑体 or 楷体."""
    signature: bool = False
    """Whether it is to be signed: then it stands on one page with the paragraph before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CutLine:
    """A dashed line along which a counterfoil is cut off, with words across it."""

    type: ClassVar[Literal["cut line"]] = "cut line"
    text: str
    """The words that are cut through."""
    slot: str
    """The name of the place its words are poured into."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QrCode:
    """An address as a code to scan; nothing is drawn where there is no address."""

    type: ClassVar[Literal["qr code"]] = "qr code"
    text: str
    """The address."""
    slot: str
    """The name of the place that DOCX writes the address into."""
    side: float
    """How wide and tall it is drawn."""
    dark_runs: tuple[tuple[tuple[int, int], ...], ...] = ()
    """For each row of modules, its dark runs as (first module, length)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Empty room."""

    type: ClassVar[Literal["gap"]] = "gap"
    slot: str
    """The name of the empty paragraph that stands for it in DOCX."""
    height: float
    """How much; more than the form file asks for where nothing else takes the spare room."""


LaidOutBlock: TypeAlias = Grid | TextBlock | CutLine | QrCode | Gap


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFormat:
    """A sheet of paper and its margins."""

    width: float = 210
    """Of the paper."""
    height: float = 297
    """Of the paper."""
    top: float = 24
    """Margin, with the running head in it."""
    bottom: float = 22
    """Margin, with the page number in it."""
    left: float = 26
    """Margin, where the file is bound."""
    right: float = 22
    """Margin."""

    @property
    def text_width(self) -> float:
        """Between the margins."""
        return self.width - self.left - self.right

    @property
    def text_height(self) -> float:
        """Between the margins."""
        return self.height - self.top - self.bottom


@dataclass(frozen=True, slots=True, kw_only=True)
class LaidOutForm:
    """One form filled in for one record, ready to be drawn."""

    title: str
    """The name of the form, or of the matter it is about."""
    number: str = ""
    """The document number (文号), with blanks for what is not given yet."""
    subtitle: str = ""
    """The line between title and first block."""
    subject: str = ""
    """Whom it is about, for the contents of a packet."""
    sample: bool = False
    """Whether it is marked 示例数据."""
    page: PageFormat = PageFormat()
    """Paper and margins."""
    page_fit: PageFit = "several"
    """Whether it fills one page, surely, perhaps or not: what fits one is laid out only once."""
    font_size: float = 12
    """Of its paragraphs."""
    title_size: float = 22
    """Of its title."""
    cell_font_size: float = CELL_FONT_SIZE
    """Of its tables."""
    cell_padding: tuple[float, float] = CELL_PADDING
    """Between the edge of a cell and its words: at the sides, above and below."""
    column_widths: tuple[float, ...]
    """Of every table, from left to right."""
    blocks: tuple[LaidOutBlock, ...]
    """From top to bottom."""
    notes: tuple[str, ...] = ()
    """Small print at the end."""


PAGES_MARK = "〔卷内页数〕"
"""In a form's words: how many pages its dossier has; a blank where it is printed alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundPages:
    """A dossier: the form that lists its contents, and the first and last of its materials.

    Pages are counted from the first material to the last, as a bound file is.
    """

    contents: int
    """Which of the packet's forms."""
    first: int
    """Of the forms that are its materials."""
    last: int
    """Of the forms that are its materials."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """Many forms as one file."""

    title: str
    """Of the whole."""
    forms: tuple[LaidOutForm, ...]
    """In their order."""
    contents: bool = True
    """Whether a contents page stands in front."""
    bound: BoundPages | None = None
    """Set where the forms are a dossier that is numbered through."""
    places: tuple[str | None, ...] = ()
    """The name that a link asks for each form by; None where nothing links to it."""


LayoutPart: TypeAlias = (
    Packet | BoundPages | LaidOutForm | PageFormat | LaidOutBlock | GridRow | GridCell
)


def as_data(part: LayoutPart) -> dict[str, object]:
    """One part by its field names, a block with its type: `json.dumps(form, default=as_data)`."""
    fields: dict[str, object] = {name: getattr(part, name) for name in part.__slots__}
    return {"type": part.type} | fields if hasattr(part, "type") else fields
