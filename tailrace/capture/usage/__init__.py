"""Reads each protocol's token counts into the one `core.usage.Usage`."""
