"""Garbage collection: out of the way of a county, a million values that all stay."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def county_kept() -> Iterator[None]:
    """No collection while a county is built; afterwards none looks at what was built.

    Why: every full collection walks all live values, and Python runs many of them while values are
    added, and one more at its end. A county kept before this one may go.
    """
    if gc.get_freeze_count():
        gc.unfreeze()
        gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
