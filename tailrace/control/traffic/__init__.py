"""How calls run: workflows, output schemas and limits; what they may say, and their keeping."""
