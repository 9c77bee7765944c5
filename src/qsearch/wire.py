"""TODO by the lead."""
