"""The process that analyses stored items for another one: `python -m qsearch.services.analysing_process`.

Told on standard input of which plans (see `frames`), it answers on standard output with
their items as an index takes them, and ends where its input does.
"""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import BinaryIO

from qsearch.catalogue import open_catalogue
from qsearch.frameworks import filter_keys, load_agencies, load_frameworks
from qsearch.search.item_packing import pack_items
from qsearch.search.items import ItemAnalyser
from qsearch.services.frames import Frame, receive, send
from qsearch.text.lexicon import load_analyser

__all__ = ["main"]


def main(requests: BinaryIO, replies: BinaryIO) -> int:
    """Answer requests until there are no more; return the exit status."""
    greeting = receive(requests)
    if greeting is None:
        return 0
    corpus, own_frameworks = Path(greeting.header["corpus"]), Path(greeting.header["own_frameworks"])
    frameworks = load_frameworks(corpus / "frameworks", own_frameworks)
    agencies = load_agencies(corpus / "agencies")
    analyser = ItemAnalyser(load_analyser(corpus / "lexicon"), lambda stored: filter_keys(stored, frameworks, agencies))
    # Items hold no cycles, and looking for some among so many takes a tenth of the time.
    gc.disable()
    with open_catalogue(Path(greeting.header["home"])) as catalogue:
        while (request := receive(requests)) is not None:
            stored = catalogue.iter_items(status=None, plan_ids=request.header["plans"])
            send(replies, Frame({}, pack_items(analyser.engine_items(stored))))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.stdin.buffer, sys.stdout.buffer))
