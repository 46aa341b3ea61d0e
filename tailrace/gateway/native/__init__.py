"""The native door: its request, and the envelope that its answer comes in."""
