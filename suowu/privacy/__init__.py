"""Privacy: allow-listed views, masks, secrets and the leak gate. Nothing here fails open."""

from suowu.privacy.gate import gate
from suowu.privacy.masks import mask
from suowu.privacy.secrets import Found, secrets_of
from suowu.privacy.views import Forbidden, notice_fields, public_view

__all__ = ["Forbidden", "Found", "gate", "mask", "notice_fields", "public_view", "secrets_of"]
