"""What the demo makes up: a company, its models, its texts, and how each call of the past went."""
