"""Where a call goes: the target to try first, the ones after it, and when."""
