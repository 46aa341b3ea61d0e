"""Passes LLM calls to providers, streams answers back first, and hands each call to capture."""
