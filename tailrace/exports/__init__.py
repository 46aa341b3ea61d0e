"""Answers as files: CSV, JSON lines and Parquet, written batch by batch as they are read."""
