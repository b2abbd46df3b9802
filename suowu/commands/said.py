"""Said before: of the same files, on the same day, a command says the same again at once."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from contextlib import redirect_stdout

from suowu.cache import SAID, folder_name, keep, private_files, recall
from suowu.commands import LoadedCounty, today
from suowu.commands.options import FONTS, Options
from suowu.commands.progress import in_ci
from suowu.digest import digest_of

_Answer = tuple[int, LoadedCounty]


def said_again(options: Options, answer: Callable[[], _Answer]) -> int:
    """What `answer` prints and the exit code it gives, as kept or now.

    Nothing is kept of a county in which the program stumbled: whoever asks again gets a new log.
    """
    if options.cache is None or not options.records.is_dir():
        return answer()[0]
    file, key = SAID.file(_name(options), root=options.cache), _key(options)
    kept = recall(file)
    if kept is not None and kept[0] == key:
        sys.stdout.write(kept[1])
        return int(kept[2])
    with redirect_stdout(io.StringIO()) as heard:
        code, county = answer()
    text = heard.getvalue()
    sys.stdout.write(text)
    left_out = county.ledger.book.left_out if county.ledger else ()
    if not any(each.trace for each in left_out):
        with private_files(options.cache):
            keep(file, (key, text, code))
    return code


def _name(options: Options) -> str:
    return f"{options.command}-{folder_name(options.records)}"


def _key(options: Options) -> str:
    from suowu.load import digest

    roots = {name: getattr(options, name) for name in ("records", "content", "templates", "cache")}
    fonts = sorted((p.name, p.stat().st_mtime_ns) for p in (options.root / FONTS).glob("*"))
    day = options.as_of or today().isoformat()
    flags = (options.words, options.office, options.format, options.strict)
    return digest_of(day, flags, str(options.records), fonts, in_ci(), digest(**roots))
