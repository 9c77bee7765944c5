"""Write plans out: JSON lines, CSV, spreadsheets and the official table as ODT or DOCX."""

from qsearch.exporting.writing import FORMATS, TABLE_FORMATS, export, export_table, require_table_format

__all__ = ["FORMATS", "TABLE_FORMATS", "export", "export_table", "require_table_format"]
