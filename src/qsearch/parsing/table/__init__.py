"""Read plans whose actions stand in a real table, rows by cells.

The stages, each with plain values between them: `rows` finds the plan's rows under their
headings, `cells` puts merged and cut cells together, `actions` parts a cell into numbered
actions, `filing` says which labels each stands under, `sharing` which deadline and units
are whose, and `form` makes the items.
"""

from qsearch.parsing.table.form import TableForm

__all__ = ["TableForm"]
