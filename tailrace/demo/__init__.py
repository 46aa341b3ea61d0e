"""The demo's fake provider, its recorded workload, and the replay."""
