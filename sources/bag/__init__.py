"""BAG API Individuele Bevragingen v2 (Kadaster, LVBAG 2.6.0); see reference, section 5.1.

Quirks: HAL, with each object under its own name and its relations in `_embedded`; no reads of
many by id, but `expand` brings the relations of one; pages of 10 to 100 rows without a count, and
an empty page has no `_embedded`; parameters it does not know are ignored; geometry in RD only
(EPSG:28992), which must be asked for (`Accept-Crs`); an address that has ended is a 404 unless
`inclusiefEindStatus` is asked.
"""
