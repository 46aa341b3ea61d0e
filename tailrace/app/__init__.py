"""Builds everything once, starts background jobs, and serves the web app."""
