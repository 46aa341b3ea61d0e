"""Where a project's calls may go: the kinds of providers as data, and the configured ones."""
