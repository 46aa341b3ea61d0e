"""The control database: its tables and its transactions."""
