"""Where a call goes, and where next: order, health, waits and verdicts; no network."""
