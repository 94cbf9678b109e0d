"""The upstream registers: HTTP, records and loaders. Knows nothing of GraphQL."""
