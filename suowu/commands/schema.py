"""`schema`: JSON Schema of the record kinds, for editors."""

from __future__ import annotations

import json

from suowu.commands import Mistake, Options


def run(options: Options) -> int:
    """One kind on the screen, or all of them into a folder."""
    from suowu.jsonschema import json_schema
    from suowu.load import load

    raw = load(
        records=options.records,
        content=options.content,
        templates=options.templates,
        cache=options.cache,
    )
    wanted = options.extra.get("target")
    if wanted:
        if wanted not in raw.kinds:
            raise Mistake(f"没有这个类别：{wanted!r}\n  提示：可用 {'、'.join(raw.kinds)}")
        print(json.dumps(json_schema(raw.kinds[wanted]), ensure_ascii=False, indent=2))
        return 0
    folder = options.out or options.root / ".schema"
    folder.mkdir(parents=True, exist_ok=True)
    for kind in raw.kinds.values():
        text = json.dumps(json_schema(kind), ensure_ascii=False, indent=2)
        (folder / f"{kind.id}.schema.json").write_text(text + "\n", encoding="utf-8")
    print(f"已写 {len(raw.kinds)} 个 JSON Schema 到 {folder}")
    return 0
