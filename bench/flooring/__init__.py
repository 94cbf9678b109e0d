"""The hand-written answers of the floor: only the fields and the calls an operation needs."""
