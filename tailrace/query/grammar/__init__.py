"""The search grammar: text to a Filter and back."""
