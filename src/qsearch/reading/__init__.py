"""Turn a file into a Document: pages of lines and tables, with nothing understood yet.

`qsearch.reading.files` is the way in (`read_file`, `read_bytes`, `read_text`); it tells
the kind of a file by its content and calls the one module that reads that kind.
"""
