"""Turn a file into a Document: pages of lines and tables, with nothing understood yet."""
