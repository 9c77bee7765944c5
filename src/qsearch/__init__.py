"""qsearch: search, label and benchmark service-quality plans of Taiwanese agencies."""

__version__ = "0.1.0"
