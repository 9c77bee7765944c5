"""Read PDF files that hold text.

The stages, each with plain values between them: `printing` turns the characters of a page
into lines and pieces of lines, `marks` knows running titles and page numbers, `ruled`
finds the tables that rules draw, `aligned` those that only the alignment of their columns
shows, and `file` walks through the pages. Lengths are points (1/72 inch) from the upper
left corner of a page.
"""

from qsearch.reading.pdf.file import read

__all__ = ["read"]
