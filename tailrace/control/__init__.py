"""Knows who may do what: organisations, members, projects, keys, providers, sessions."""
