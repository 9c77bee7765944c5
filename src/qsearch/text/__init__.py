"""Fold, segment and analyse text; pure, and the one path for items and queries alike."""
