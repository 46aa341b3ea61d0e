"""Builds SQL texts: names come from the catalog, values are bound, and no table goes unscoped."""
