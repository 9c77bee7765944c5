"""Write plans out: JSON lines, CSV, spreadsheets and the official table as ODT or DOCX."""
