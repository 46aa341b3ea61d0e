"""The file formats; each takes rows of values and returns the bytes that are ready."""
