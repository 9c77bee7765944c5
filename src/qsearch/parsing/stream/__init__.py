"""Read text in which a table's cells stand one after the other, row by row.

Converters that follow a PDF's own order (pdftotext -raw, PDFium) print each cell's lines
below each other: labels, then the action, its deadline, its units, and on with the next
row. `walking` finds which lines make which cell, `form` reads the rows as a table.
"""

from qsearch.parsing.stream.form import StreamForm

__all__ = ["StreamForm"]
