"""Turn a Document into a Plan: front matter, printed labels carried down, one module a form family."""
