"""Keeps every captured record on local disk until the store has it."""
