"""The web service: /v1 and the pages over the workspace."""
