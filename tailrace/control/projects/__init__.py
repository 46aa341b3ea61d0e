"""Projects, and the keys that open one each."""
