"""What a selection asks of the upstreams. Works on graphql-core's AST; makes no calls."""
