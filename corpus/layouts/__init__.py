"""Set plans as text the way agencies' files print them, one module a layout."""
