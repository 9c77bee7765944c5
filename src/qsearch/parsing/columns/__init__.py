"""Read PDF text whose table columns came out one after the other on each page.

`sheets` finds the pages of the table, `lanes` tells which line belongs to which column,
`cells` puts the lines of each column together, `alignment` finds the action each deadline
and unit stands beside, and `blocks` files the actions under their labels. `form` joins them.
"""

from qsearch.parsing.columns.form import ColumnsForm

__all__ = ["ColumnsForm"]
