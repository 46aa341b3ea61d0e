"""Puts streamed answers back together: the events of a stream become one document, in its shape."""
