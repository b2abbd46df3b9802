"""Records of township judicial offices, checked and published: site = build(tree, day_of).

`corridor.build` is the whole way, these six calls, each a package of that name:

    raw = load(…)                    folders → Raw              the only reader
    definitions = define(raw)        Raw → Definitions          the law and the shapes, linked
    book = check(raw, …)             Raw → Book                 are records well formed? no clock
    ledger = derive(book, …)         Book + day → Ledger        deadlines, findings, notices
    documents = render(ledger, …)    Ledger → Documents         pages and paper as pure values
    report = publish(documents, …)   Documents → site/          the leak gate, the swap: only writer

`commands` are what build.py offers, `cli` hands over to them. `grammar` declares what may be
written in the files of content/ and templates/. The values between the stages stand in `model`,
`definitions` and `ledger`; what is bad about a file is a Problem, made and said in `problems`.
"""

__version__ = "0.1.0"
