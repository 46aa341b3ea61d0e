"""Reads requests themselves: a page of the list, one request whole, a trace."""
