"""Marks: the places in a frame where a poured value belongs."""

from __future__ import annotations


def mark(name: str) -> str:
    """The place in a frame where a poured value belongs."""
    return f"%%suowu:{name}%%"


def mark_of(rule: str) -> str:
    """The name of the mark of a rule's figures on its page of the handbook."""
    return f"rule_{rule.replace('-', '_')}"
