"""`python -m suowu`: what build.py hands over to."""

import sys

from suowu.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
