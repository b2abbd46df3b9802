"""Tables of Chinese words that the program needs, one YAML file each, beside this page."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml


@cache
def data_table(name: str) -> Any:
    """What `<name>.yml` holds; KeyError-free plain data, read once and shared by all."""
    text = (Path(__file__).parent / f"{name}.yml").read_bytes()
    return yaml.load(text, Loader=yaml.CSafeLoader)
