"""Searching with one text over the registers' own filters, without an index: docs/zoeken.md."""
