"""Characters that every font has: whoever writes only these need not ask what a font holds."""

from __future__ import annotations

_NOT_DRAWN = frozenset("\x7f≒")  # all that GBK has and the bundled fonts lack
_OUR_MARK = "†"  # GBK lacks it; our forms have it, and so have the bundled fonts


def is_common(text: str) -> bool:
    """Whether all of it is within GBK, which the bundled fonts draw but for two."""
    try:
        text.replace(_OUR_MARK, "").encode("gbk")
    except UnicodeEncodeError:
        return False
    return _NOT_DRAWN.isdisjoint(text)
