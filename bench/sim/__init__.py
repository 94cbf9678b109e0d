"""A fast simulator of the six registers: made-up data, real shapes, a settable cost per call."""
