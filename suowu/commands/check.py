"""`check`: read, check and judge; write nothing."""

from __future__ import annotations

from suowu.commands import Options, Read, day_sentence, only_office, read
from suowu.problems import to_json, to_text


def run(options: Options) -> int:
    """Print every problem; 1 if there are errors, or with --strict findings or withholdings."""
    found = read(options)
    report(options, found)
    return verdict(options, found)


def report(options: Options, found: Read) -> None:
    """The contract's text or JSON on the screen."""
    problems = only_office(found.problems, options.office)
    if options.json:
        print(to_json(found.as_of, problems, records=found.records))
        return
    print(to_text(problems, records=found.records))
    if found.as_of:
        print(day_sentence(found))


def verdict(options: Options, found: Read, *, usable: bool | None = None) -> int:
    """The exit code these problems earn; a standing site was built from usable records."""
    usable = found.ledger is not None if usable is None else usable
    levels = {problem.level for problem in only_office(found.problems, options.office)}
    strict = options.extra.get("strict") and levels & {"违规", "停发"}
    return 1 if strict or not usable else 0
