"""Garbage collection is off while a county is built and on afterwards, whatever happens."""

import gc
import weakref

import pytest

from suowu.parallel import county_kept


class Ring:
    """A value that only the collector can free."""

    def __init__(self) -> None:
        self.ring = self


def test_it_is_on_again_after_a_failure() -> None:
    on_inside: list[bool] = []

    def failing() -> None:
        with county_kept():
            on_inside.append(gc.isenabled())
            raise ValueError("x")

    with pytest.raises(ValueError, match="x"):
        failing()
    assert on_inside == [False] and gc.isenabled()
    gc.unfreeze()


def test_the_county_before_may_go() -> None:
    with county_kept():
        last = weakref.ref(Ring())
    gc.collect()
    assert last() is not None and gc.get_freeze_count()
    with county_kept():
        assert last() is None
    gc.unfreeze()
