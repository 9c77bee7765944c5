"""One use case a module, joining the rooms through narrow Protocols."""
