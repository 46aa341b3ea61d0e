"""Brings the control database up to date: Alembic revisions in one straight line."""
