"""What was read of zaken, kept for other requests; off unless `[cache]` says otherwise.

    places.py    what may be kept, and under which key
    store.py     the entries of one process: bounded, and fenced against answers of before a change
    shared.py    the same on Redis or Valkey, for several gateways
    cache.py     what the loaders and the planner ask: fresh enough, and noted as from the cache

Nothing here decides who may see a record: what comes out passes the guard as what was just read.
"""
