"""Objects API v2 (OpenAPI 2.7.0, Open Object 4.0.0), and the objecttypes, there or elsewhere.

Known quirks, of the real server too:

- Unknown query parameters are ignored, not refused.
- A filter on data is text, `path__operator__value`: see `expressions.py` for what it cannot say.
- `date`, `registrationDate` and `ordering` of a POST search are documented for its body, and read
  by the server from the query string: they are sent in both.
- `fields` that one row lacks, or that the token may not see, is a 400 to the whole page.
- Many objects cannot be read by uuid in one call. By a value in their data they can: `in`.
- Of an objecttype in a filter only the UUID counts since 4.0.0, the whole URL before.
- Before 4.0.0 the objecttypes have a server of their own: api `objecttypen`.
- A record of the history has no url, and does not say what it is of.
"""
