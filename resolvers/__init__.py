"""From argument or parent to record: generic edges, the request's context, domain logic."""
