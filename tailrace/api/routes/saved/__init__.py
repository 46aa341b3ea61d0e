"""Routes of what people keep: saved views and dashboards."""
