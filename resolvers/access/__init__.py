"""What the policy says of the records of the registers: the guard of a request.

`policy/` holds the rules as values; here they meet zaken, documents and klanten. Nothing here
speaks GraphQL: whichever field or path led to a record, it passed this guard first.
"""
