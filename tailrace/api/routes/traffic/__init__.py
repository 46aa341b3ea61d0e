"""How calls run: workflows, schemas, limits and the circuits of providers."""
