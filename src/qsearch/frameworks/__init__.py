"""Label sets as data: canonical labels, variants, crosswalk; agencies by their names over time."""

from qsearch.frameworks.agencies import Agencies, load_agencies
from qsearch.frameworks.collection import OTHER, Frameworks
from qsearch.frameworks.loading import load_frameworks
from qsearch.frameworks.model import Correspondence, Dimension, ExecutionItem, Framework, Subdimension

__all__ = [
    "OTHER",
    "Agencies",
    "Correspondence",
    "Dimension",
    "ExecutionItem",
    "Framework",
    "Frameworks",
    "Subdimension",
    "load_agencies",
    "load_frameworks",
]
