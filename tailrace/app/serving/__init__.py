"""Listening and serving: the one place that knows the HTTP server, in one process or in several."""
