"""The command line: parse arguments, call the workspace, print.

Results go to stdout, messages and progress to stderr. Exit status: 0 done, 1 failed or
partly failed, 2 wrong use. Parts are imported when a verb needs them, so that `--help`
starts at once.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from typing import TextIO

from qsearch.cli.arguments import UsageError, build_parser
from qsearch.errors import QsearchError, QueryError
from qsearch.settings import settings_from, wants_tracebacks

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    given = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        _speak_utf8(stream)
    wants_json = "--json" in given
    try:
        return _run(given)
    except UsageError as error:
        _report(error.message, f"see: {error.verb} --help", "bad-usage", wants_json)
        return 2
    except QsearchError as error:
        _report(error.message, error.hint, error.code, wants_json)
        return 2 if isinstance(error, QueryError) else 1
    except BrokenPipeError:
        # The reader (head, less) has left; Python would complain again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if wants_tracebacks(os.environ):
            raise
        _report(
            f"internal error: {type(error).__name__}: {' '.join(str(error).split())}",
            "run again with QSEARCH_DEBUG=1 and report what it prints",
            "internal",
            wants_json,
        )
        return 1


def _run(given: Sequence[str]) -> int:
    arguments = build_parser().parse_args(given)
    from qsearch.cli.verbs import VERBS

    answer = VERBS[arguments.verb](arguments, settings_from(os.environ, home=arguments.home))
    if arguments.json:
        if answer.json is not None:
            print(json.dumps(answer.json, ensure_ascii=False))
    elif answer.text:
        print(answer.text)
    sys.stdout.flush()
    return answer.status


def _report(message: str, hint: str | None, code: str, wants_json: bool) -> None:
    print(f"qsearch: {' '.join(message.split())}", file=sys.stderr)
    if hint:
        print(f"hint: {' '.join(hint.split())}", file=sys.stderr)
    if wants_json:
        print(json.dumps({"error": {"code": code, "message": message, "hint": hint}}, ensure_ascii=False))


def _speak_utf8(stream: TextIO) -> None:
    # The contract speaks UTF-8 whatever the locale; a lone surrogate from a broken
    # argument must not stop an error message.
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", errors="backslashreplace")
