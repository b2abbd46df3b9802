"""Parallel map: in order, inherited instead of sent, errors come back."""

from __future__ import annotations

import os
import threading

import pytest

from suowu import parallel
from suowu.parallel import parallel_map


@pytest.fixture(autouse=True)
def _three_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "cores", lambda: 3)


def test_results_stand_in_the_order_of_the_items() -> None:
    items = list(range(1000))
    made = parallel_map(lambda item: item * 2, items, least=10, chunk=7)
    assert list(made) == [item * 2 for item in items]


def test_children_do_the_work_and_need_not_be_sent_it() -> None:
    """A lock cannot be pickled: neither the work nor its items are."""
    lock = threading.Lock()
    items = [lock] * 6
    pids = set(
        parallel_map(lambda item: os.getpid() if item is lock else 0, items, least=2, chunk=1)
    )
    assert pids.isdisjoint({0, os.getpid()})


def test_few_items_start_no_child() -> None:
    assert set(parallel_map(lambda item: os.getpid(), [1, 2], least=3, chunk=1)) == {os.getpid()}


def test_an_exception_comes_back() -> None:
    with pytest.raises(ZeroDivisionError):
        list(parallel_map(lambda item: 1 // (item - 700), range(1000), least=2, chunk=50))
