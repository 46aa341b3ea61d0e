"""Plain values that every room shares: records, scopes, windows, clocks, errors. No I/O."""
