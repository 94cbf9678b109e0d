"""Fuzzing of the whole gateway, in process: what it is asked, and what registers answer.

`make fuzz` runs it (`python -m fuzz --requests N --seed S`); tests/test_fuzz.py runs a little of
every family in `make test`. Every request is judged by fuzz/judge.py.
"""
