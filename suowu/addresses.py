"""Addresses: public names of notices under a county's secret, from which nobody learns anything,
and what they are made of: the folder and the number that a record had first.

The secret is records/county/addresses.key: 32 random bytes as hex, made by `new county`, derived
from nothing and shown nowhere. Without it no notice has an address.
"""

from __future__ import annotations

import hmac
import json
import re
from dataclasses import dataclass, field
from typing import Final

from suowu.model import Data

FORMER_NUMBER: Final = "原编号"
"""The field of a record that was moved: `office/number`, as they were before its first move."""
FORMER_SAYS: Final = "最初的司法所和编号，由 build.py move 写入；公示的网址由它算出，不要改动"
FORMER_PATTERN: Final = r"[a-z0-9][a-z0-9-]*/\d{4}-\d{3,4}"
KEY_FILE: Final = "county/addresses.key"
SAMPLE: Final = "47bf7e3f4ce573932646c3ba05424a019a6f54bfeaa6e5d10d3bb10867919dde"
"""The key of the demo county. It is published, and so hides nothing."""
_SAMPLE_HEAD: Final = """\
示例县的地址密钥。它是公开的，绝不可用于真实的县：
真实的县由 python3 build.py new county county 另外生成。"""
_HEAD: Final = """\
公示网址的密钥，由 build.py new county county 随机生成。不得公开，不得修改、丢失：
换了它，所有公示的网址都变，已经贴出的二维码就打不开；知道它的人能从网址查到案件。"""
_KEY = re.compile(r"[0-9a-f]{64}").fullmatch
_LENGTH: Final = 32
_LEAST_DIGITS: Final = 8


@dataclass(frozen=True, slots=True)
class Addresses:
    """The maker of addresses. The same parts, the same address; parts tell nothing about a person.

    128 bits of an HMAC-SHA256: who does not hold the key cannot try whose record it may be.
    """

    key: bytes = field(repr=False)

    def of(self, *parts: str | int) -> str:
        """The address of what these parts name, in 32 hexadecimal digits."""
        named = json.dumps(parts, ensure_ascii=True, separators=(",", ":"))
        return hmac.new(self.key, named.encode(), "sha256").hexdigest()[:_LENGTH]

    @property
    def sample(self) -> bool:
        """Whether the key is that of the demo county."""
        return hmac.compare_digest(self.key, bytes.fromhex(SAMPLE))


def first_place(data: Data, *, office: str, id: str) -> tuple[str, str]:
    """The office and the number that a record's address is made of, wherever it lies today.

    `office` is the lasting id of the office that it lies in, `id` its own today.
    """
    former = data.get(FORMER_NUMBER)
    first, slash, number = former.partition("/") if isinstance(former, str) else ("", "", "")
    return (first, number) if slash else (office, id)


def addresses_of(text: str) -> Addresses | None:
    """The maker with the key of a key file; None if it holds no key, or one that nobody rolled."""
    lines = [line.strip() for line in text.splitlines()]
    keys = [line for line in lines if line and not line.startswith("#")]
    if len(keys) != 1 or not _KEY(keys[0]) or len(set(keys[0])) < _LEAST_DIGITS:
        return None
    return Addresses(bytes.fromhex(keys[0]))


def key_text(key: str = SAMPLE) -> str:
    """The text of a key file, by itself that of the demo county."""
    head = _SAMPLE_HEAD if key == SAMPLE else _HEAD
    return "".join(f"# {line}\n" for line in head.splitlines()) + f"{key}\n"
