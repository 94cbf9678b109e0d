"""Other gateways over the same registers, to compare with."""
