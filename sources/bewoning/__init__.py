"""BRP Bewoning v2 (Haal Centraal, 2.1.0); see reference, section 5.3.

Quirks: one address a call; no fields can be chosen; of an address with more than a hundred people
only that is told; the answer is cut where somebody comes or goes.
"""
