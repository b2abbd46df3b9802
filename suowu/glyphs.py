"""Characters that every font has: whoever writes only these need not ask what a font holds."""

from __future__ import annotations

from typing import Final

NOT_DRAWN: Final = frozenset("\x7f≒")
"""All that GBK has and the bundled fonts lack."""
_OUR_MARK = "†"  # GBK lacks it; our forms have it, and so have the bundled fonts


def is_common(text: str) -> bool:
    """Whether all of it is within GBK, which the bundled fonts draw but for two."""
    try:
        text.replace(_OUR_MARK, "").encode("gbk")
    except UnicodeEncodeError:
        return False
    return NOT_DRAWN.isdisjoint(text)
