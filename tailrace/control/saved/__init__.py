"""What people keep for themselves and share: views of a page, and dashboards."""
