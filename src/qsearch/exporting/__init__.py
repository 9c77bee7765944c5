"""Write plans out: JSON lines, CSV, spreadsheets and the official table as ODT or DOCX."""

from qsearch.exporting.writing import FORMATS, export

__all__ = ["FORMATS", "export"]
