"""Forms as data: a form file and a record make a laid-out value; a ledger makes paper documents."""

from suowu.forms.book import Form, forms_of
from suowu.forms.desk import Desk, desk_of, recent
from suowu.forms.grid import laid_out
from suowu.forms.packets import choose, packet
from suowu.forms.printed import printed

__all__ = [
    "Desk",
    "Form",
    "choose",
    "desk_of",
    "forms_of",
    "laid_out",
    "packet",
    "printed",
    "recent",
]
