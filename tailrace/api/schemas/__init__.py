"""The shapes of every question and answer of the API; what the OpenAPI document is made of."""
