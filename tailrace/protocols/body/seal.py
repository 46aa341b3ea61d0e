"""Vendors' seals on thoughts, and whose they are.

A model's thoughts come with a seal that only its own vendor can open and demands back; another
vendor refuses the whole call over it. So inside tailrace a seal carries its vendor's name,
`gemini:AbC=`. A client of the same vendor gets it bare; any other client gets it with the name,
sends it back with the name, and it goes only to whom it belongs.
"""

_VENDORS = ("openai", "responses", "anthropic", "gemini")


def vendor_of(seal: str) -> str:
    """Return whose seal it is; empty when it does not say."""
    name, colon, _ = seal.partition(":")
    return name if colon and name in _VENDORS else ""


def mark(seal: str, vendor: str) -> str:
    """Return a seal read from the wire of `vendor` with the name of the one who made it."""
    return seal if not seal or vendor_of(seal) else f"{vendor}:{seal}"


def own(seal: str, vendor: str) -> str:
    """Return the bare seal for a provider of `vendor`; empty when another made it."""
    return seal.removeprefix(f"{vendor}:") if vendor_of(seal) == vendor else ""


def shown(seal: str, vendor: str) -> str:
    """Return the seal for a client that speaks as `vendor` does."""
    return own(seal, vendor) or seal
