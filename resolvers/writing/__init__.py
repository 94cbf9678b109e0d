"""Mutations: what is checked before a write, the writes in their order, and what became of them.

A mutation is prepared first (it may be broken off then, and nothing was done) and carried out
after that (it is then finished, whoever stops waiting). See `mutatie.py`.
"""
