"""Privacy: allow-listed views, masks, secrets and the leak gate. Nothing here fails open."""

from suowu.privacy.adulthood import ARTICLE, CITED, LAW, is_known_minor, withheld
from suowu.privacy.gate import gate
from suowu.privacy.masks import NOBODY, mask, nobodies, surname
from suowu.privacy.secrets import Found, secrets_of
from suowu.privacy.views import (
    Forbidden,
    masked_fields,
    notice_fields,
    public_view,
    shows_a_masked_name,
)

__all__ = [
    "ARTICLE",
    "CITED",
    "LAW",
    "NOBODY",
    "Forbidden",
    "Found",
    "gate",
    "is_known_minor",
    "mask",
    "masked_fields",
    "nobodies",
    "notice_fields",
    "public_view",
    "secrets_of",
    "shows_a_masked_name",
    "surname",
    "withheld",
]
