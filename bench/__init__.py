"""Measures the gateway against other gateways and a floor; see docs/bench.md. Never imported."""
