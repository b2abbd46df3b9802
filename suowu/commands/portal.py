"""Portal on the screen: `portal` makes one public site over the sites of several counties."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from suowu.commands import Mistake, load_definitions
from suowu.commands.options import Options
from suowu.problems import to_text

NAME = "司法所公开总目录"


def run_portal(options: Options) -> int:
    """Read the counties' public sites and swap the portal in; 1 if one of them cannot be read."""
    from suowu.portal import make_portal
    from suowu.publish import PROJECT

    if not options.county:
        example = "--county 甲县/site --county 乙县/site --out portal"
        raise Mistake(f"portal 还须写明各县的网站\n  提示：例如 {example}")
    if options.out is None:
        raise Mistake("portal 还须写明 --out 目录\n  提示：不能与某个县的网站是同一个目录")
    if options.out.resolve() in {folder.resolve() for folder in options.county}:
        raise Mistake(f"--out 是其中一个县的网站：{str(options.out)!r}\n  提示：另写一个目录")
    with TemporaryDirectory() as scratch:
        made = make_portal(
            options.county,
            out=options.out,
            name=options.name or NAME,
            definitions=load_definitions(options),
            cache=options.cache or Path(scratch),
            project=PROJECT,
        )
    if options.json:
        problems = [each.message for each in made.problems]
        said = {"counties": made.counties, "offices": made.offices, "files": made.files}
        print(json.dumps({**said, "problems": problems}, ensure_ascii=False))
    elif made.problems:
        print(to_text(made.problems))
        print("没有发布：原有网站未改动。")
    else:
        print(f"{made.counties} 个县（市、区），{made.offices} 个司法所，{made.files} 个文件")
        print(f"总目录：{Path(options.out, 'public', 'index.html')}")
    return 1 if made.problems else 0
