"""Klantinteracties 0.9.0, as Open Klant 2.18 serves it; see reference A.7.

Quirks: links are {uuid, url} objects; no multi-key reads; unknown parameters give 400; the
token sees everything.
"""
