"""Label sets as data: canonical labels, variants, crosswalk; agencies by their names over time."""

from qsearch.frameworks.agencies import Agencies, load_agencies
from qsearch.frameworks.collection import OTHER, Frameworks
from qsearch.frameworks.filtering import ItemKeys, ResolvedFilters, filter_keys, resolve
from qsearch.frameworks.loading import load_frameworks
from qsearch.frameworks.model import Correspondence, Dimension, ExecutionItem, Framework, Subdimension
from qsearch.frameworks.years import parse_year

__all__ = [
    "OTHER",
    "Agencies",
    "Correspondence",
    "Dimension",
    "ExecutionItem",
    "Framework",
    "Frameworks",
    "ItemKeys",
    "ResolvedFilters",
    "Subdimension",
    "filter_keys",
    "load_agencies",
    "load_frameworks",
    "parse_year",
    "resolve",
]
