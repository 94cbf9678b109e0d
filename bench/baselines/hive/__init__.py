"""Hive Gateway over an OpenAPI document of the simulated registers, made here."""
