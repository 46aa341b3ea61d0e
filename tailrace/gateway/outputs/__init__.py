"""Structured outputs: what is asked of a model, the check of its answer, and what comes after."""
