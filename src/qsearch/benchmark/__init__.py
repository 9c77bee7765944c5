"""Compare agencies and years: coverage matrix, gaps, changes; pure over items."""
