"""Read plans laid out as a deep outline: 構面 > 執行項目 > （1） > A > (A), each line with its deadline and unit.

`levels` says what a number continues, `tails` finds deadline and units at the end of a
line, `lines` puts the rows of plain text together, `cells` those of tables, and `items`
nests the rows. `form` joins them.
"""

from qsearch.parsing.outline.form import OutlineForm

__all__ = ["OutlineForm"]
