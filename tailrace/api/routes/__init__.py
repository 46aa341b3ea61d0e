"""One module per kind of thing the API serves; each holds a router and turns HTTP into calls."""
