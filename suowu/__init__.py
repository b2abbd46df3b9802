"""Records of township judicial offices, checked and published: site = build(tree, as_of).

    load     folders → Raw          the only reader
    check    Raw → Book             is every record well formed? no clock
    derive   Book + day → Ledger    deadlines, findings, notices (rules, calendars, privacy)
    render   Ledger → Documents     pages as pure values (forms: paper as pure values)
    publish  Documents → site/      frames, pours, paper, the leak gate, the swap: the only writer

`commands` are what build.py offers, `cli` hands over to them. The values between the stages stand
in `model`; what is bad about a record is a Problem, made and said in `problems`.
"""

__version__ = "0.1.0"
