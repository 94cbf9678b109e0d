"""What writes the ZGW registers: bodies, rules, and what follows from a write."""
