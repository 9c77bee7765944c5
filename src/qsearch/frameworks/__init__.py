"""Label sets as data: canonical labels, variants, crosswalk; agencies by their names over time."""
