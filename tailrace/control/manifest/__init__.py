"""The configuration file: read strictly, then made true."""
