"""The providers that the demo carries with it: what they answer, each in its vendor's format."""
