"""Compare agencies and years: coverage matrix, gaps, changes; pure over items."""

from qsearch.benchmark.coverage import PlanItems, compare
from qsearch.benchmark.year_on_year import changes

__all__ = ["PlanItems", "changes", "compare"]
