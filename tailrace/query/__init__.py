"""Turns a Question into SQL and an Answer; the only room that reads analytics tables."""
