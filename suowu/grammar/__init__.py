"""Grammar: every key of every file people write, declared once as frozen, typed values.

    shapes       what a value may be: text, word, number, date
    compounds    shapes made of shapes: list, mapping, choice
    tables       mappings with declared keys, as dataclasses
    leaves       field paths, names, amounts, words with places to fill
    conditions   conditions, sets and amounts, shared by all the languages
    operators    the words of conditions, and how a condition is read
    rules        content/rules
    examples     示例 of rules
    kinds        kind.yml and shared/types.yml
    documents    heads of pages and notices, calendars, parameters
    forms        form files and the pieces they share
    stories      stories.yml, from which the demo county is told
    reading      YAML text → these values, or problems with line and column
    files        every kind of file and its JSON Schema
    reference    docs/reference.md, with the words of `markdown`

What a path or a name leads to is asked in `define`, which knows the kinds.
"""
