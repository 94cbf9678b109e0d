"""What a client sees: Strawberry types, one module per domain, with Dutch descriptions."""
