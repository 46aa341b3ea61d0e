"""A long run against providers that fail in every way, and what must be true after it."""
