"""Run the command line as `python -m qsearch`."""

import sys

from qsearch.cli import main

if __name__ == "__main__":
    sys.exit(main())
