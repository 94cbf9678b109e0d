"""BRP Verblijfplaatshistorie v2 (Haal Centraal, BRP historie 2.0.0); see reference, section 5.3.

Quirks: one person a call, by the BSN in the body; no fields can be chosen; a person that is not
known has no verblijfplaatsen; the newest comes first.
"""
