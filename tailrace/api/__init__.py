"""Serves the JSON API under /api/v1 to the web app and to read keys."""
