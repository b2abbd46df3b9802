"""Grammar: every key of every file people write, declared once as frozen, typed values.

    shapes       what a value may be: text, word, number, date, list, mapping
    tables       mappings with declared keys, as dataclasses
    leaves       field paths, names, amounts, words with places to fill
    conditions   conditions and sets, shared by all the languages
    rules        content/rules and content/parameters
    kinds        kind.yml and shared/types.yml
    documents    heads of pages and notices, calendars
    forms        form files and the pieces they share
    stories      stories.yml, from which the demo county is told
    reading      YAML text → these values, or problems with line and column
    reference    these declarations → JSON Schema and docs/reference.md

What a path or a name leads to is asked in `define`, which knows the kinds.
"""
