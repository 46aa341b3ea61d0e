"""Holds records in ClickHouse tables (chDB, or a server) and fills them from the spool."""
