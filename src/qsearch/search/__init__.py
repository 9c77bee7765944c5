"""Find items: query, engines behind one Protocol, facets and highlights."""
