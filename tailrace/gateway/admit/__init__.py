"""Who and how much may pass: the key, and the limits that stand for its calls."""
