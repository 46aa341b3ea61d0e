"""Turns provider bytes into one priced Record per span; pure functions."""
