"""What may be typed: the verbs of the contract, their options and their help."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import NoReturn

from qsearch import __version__

__all__ = ["UsageError", "build_parser"]

FORMATS = ("jsonl", "csv", "xlsx", "ods", "odt", "docx")


class UsageError(Exception):
    """Carry what is wrong with a command line, with the verb it was meant for."""

    def __init__(self, message: str, verb: str) -> None:
        super().__init__(message)
        self.message = message
        self.verb = verb


class _Parser(argparse.ArgumentParser):
    """Raise instead of printing usage and leaving, so that one place reports every error."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(message, self.prog)


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line; parsing raises UsageError."""
    parser = _Parser(
        prog="qsearch",
        description="Search, label and benchmark service-quality plans (提升服務品質執行計畫).",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"qsearch {__version__}")
    parser.add_argument(
        "--home",
        type=Path,
        metavar="DIR",
        help="folder of catalogue, index and models (default: QSEARCH_HOME or .qsearch)",
    )
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True, parser_class=_Parser)

    verb = _verb(verbs, "parse", "read one file and print the plan found in it; stores nothing")
    verb.add_argument("file", type=Path, metavar="FILE")
    _ocr(verb)
    verb.add_argument(
        "--show", type=Path, metavar="DIR", help="draw what was read on pictures of the pages, and open DIR/index.html"
    )

    verb = _verb(verbs, "ingest", "read files or folders and store their plans")
    verb.add_argument("paths", type=Path, nargs="+", metavar="PATH")
    _ocr(verb)
    verb.add_argument("--draft", action="store_true", help="keep out of search, compare and training")

    verb = _verb(verbs, "search", "find actions; an empty query lists what the filters let through")
    verb.add_argument("query", nargs="?", default="", metavar="QUERY")
    _filters(verb)
    verb.add_argument("--sort", choices=("relevance", "year"), default="relevance")
    verb.add_argument(
        "--batch", type=Path, metavar="FILE", help="a CSV of queries, one a row, further columns named as filters"
    )
    verb.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="with --batch: the sheet of hits (.xlsx .ods .csv)"
    )
    verb.add_argument("--explain", action="store_true", help="say why each hit stands where it does")
    verb.add_argument("--limit", type=_count, default=10, metavar="N")
    verb.add_argument("--offset", type=_count, default=0, metavar="N")

    verb = _verb(verbs, "complete", "tell what the beginning of a query may become")
    verb.add_argument("prefix", metavar="PREFIX")
    verb.add_argument("--limit", type=_count, default=10, metavar="N")

    verb = _verb(verbs, "suggest", "suggest dimension and execution item for new actions, with reasons")
    verb.add_argument("texts", nargs="*", metavar="TEXT")
    verb.add_argument("--file", type=Path, metavar="F", help="a .txt with one action a line, or a document")
    verb.add_argument("--framework", metavar="ID")
    verb.add_argument("--top", type=_positive, default=3, metavar="N")
    verb.add_argument("-o", "--output", type=Path, metavar="FILE", help="write the labelled draft (.odt .docx .xlsx …)")

    verb = _verb(verbs, "similar", "find items like a stored item or a text")
    verb.add_argument("item_id", nargs="?", metavar="ITEM_ID")
    verb.add_argument("--text", metavar="T")
    verb.add_argument("--limit", type=_count, default=10, metavar="N")

    verb = _verb(verbs, "compare", "set an agency beside its peers: who covers what, and what we lack")
    verb.add_argument("--agency", required=True, metavar="A")
    verb.add_argument("--year", metavar="Y")
    verb.add_argument("--with", dest="others", action="extend", nargs="+", default=[], metavar="B")

    verb = _verb(verbs, "changes", "tell what changed between two plans (ids or files)")
    verb.add_argument("old", metavar="OLD")
    verb.add_argument("new", metavar="NEW")

    verb = _verb(verbs, "plans", "list the stored plans")
    verb = _verb(verbs, "show", "print a stored plan or item")
    verb.add_argument("id", metavar="ID")
    verb = _verb(verbs, "remove", "remove a plan from the catalogue")
    verb.add_argument("plan", metavar="PLAN")
    verb = _verb(verbs, "frameworks", "list the label frameworks, or explain the labels of one")
    verb.add_argument("framework", nargs="?", metavar="ID", help="explain each label of this framework")
    verb = _verb(verbs, "review", "list the items whose label is least certain, for a person to check")
    verb.add_argument("--framework", metavar="ID", help="default: the newest award's")
    verb.add_argument("--limit", type=_count, default=20, metavar="N")
    verb = _verb(verbs, "correct", "note the label that a person gives an item; qsearch train learns from it")
    verb.add_argument("item_id", metavar="ITEM_ID")
    verb.add_argument("label", metavar="LABEL", help="execution item, or the scorecard's dimension")
    verb.add_argument("--by", metavar="NAME", help="who says so; default: the user")
    verb = _verb(
        verbs,
        "train",
        "train the label models on what ships, on the labelled items of the home, and on what frameworks say of their labels",
    )
    verb.add_argument("--framework", metavar="ID", help="only this one; default: every one with labels")

    evaluate = verbs.add_parser("evaluate", help="measure search or label suggestions", allow_abbrev=False)
    subjects = evaluate.add_subparsers(dest="subject", metavar="SUBJECT", required=True, parser_class=_Parser)
    verb = _verb(subjects, "search", "score a search run against judged queries")
    verb.add_argument("--queries", type=Path, required=True, metavar="F", help="TSV: id, kind, query, JSON filter")
    verb.add_argument("--qrels", type=Path, required=True, metavar="F", help="TREC qrels; items as STEM#NNN")
    verb = _verb(subjects, "labels", "score label suggestions, one institution left out at a time")

    verb = _verb(verbs, "export", "write plans out")
    verb.add_argument("--format", choices=FORMATS, required=True)
    verb.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
    verb.add_argument("--plan", metavar="ID")
    _filters(verb)

    verb = _verb(verbs, "serve", "start the web service")
    verb.add_argument("--host", default="127.0.0.1")
    verb.add_argument("--port", type=_port, default=8000)

    verb = _verb(verbs, "doctor", "check catalogue, index and models")
    verb.add_argument("--fix", action="store_true", help="mend what can be mended")
    return parser


def _verb(verbs: argparse._SubParsersAction[_Parser], name: str, help_text: str) -> argparse.ArgumentParser:
    verb = verbs.add_parser(name, help=help_text, description=help_text, allow_abbrev=False)
    verb.add_argument("--json", action="store_true", help="print one JSON value and nothing else")
    return verb


def _ocr(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--ocr", action="store_true", help="recognise PDF pages that are pictures (needs tesseract)")


def _filters(verb: argparse.ArgumentParser) -> None:
    group = verb.add_argument_group("filters (each may be given several times: any of)")
    for name, example in (
        ("agency", "國立臺灣圖書館"),
        ("year", "102 or 101-103"),
        ("dimension", "服務流程"),
        ("execution-item", "單一窗口服務全功能程度"),
        ("unit", "閱覽組"),
        ("framework", "quality-award"),
    ):
        group.add_argument(f"--{name}", action="append", default=[], metavar="VALUE", help=example)


def _count(text: str) -> int:
    number = int(text)
    if number < 0:
        raise argparse.ArgumentTypeError(f"{text} is less than 0")
    return number


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is less than 1")
    return number


def _port(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 65535:
        raise argparse.ArgumentTypeError(f"{text} is no port")
    return number
