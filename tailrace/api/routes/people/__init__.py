"""The selected organisation: what it is called, its projects, its members, who is invited."""
