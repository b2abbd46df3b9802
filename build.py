#!/usr/bin/env python3
# coding: utf-8
"""The only command: sets itself up on first use, then hands over to `python -m suowu`.

    python3 build.py          build the site
    python3 build.py check    check the records
    python3 build.py test     run the tests
    python3 build.py --help   everything else

Why so plain: an old Python must still be able to read this page and say what is wrong.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this block is for those who start it with less
    sys.stderr.write("需要 Python 3.11 或更新的版本，本机运行的是 %d.%d。" % sys.version_info[:2])
    sys.stderr.write("请安装新版 Python 后用它运行，例如 python3.11 build.py\n")
    sys.exit(2)

from suowu import bootstrap  # noqa: E402 - only a new enough Python can read it

if __name__ == "__main__":
    sys.exit(bootstrap.start(sys.argv[1:]))
