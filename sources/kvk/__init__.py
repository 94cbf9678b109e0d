"""The Handelsregister of the KVK: Zoeken v2 (v1 where there is no v2), Basisprofiel v1 (1.3) and
Vestigingsprofiel v1 (1.4); see reference, section 5.2.

Quirks: every profile costs money and there is no reading of many at once; zoeken is free, but tells
less, and may lag behind. Nothing found is a 404 with a code of its own (IPD5200, IPD0005, IPD0007);
another 404 is a failure. An unknown parameter is a 400. Booleans are Ja and Nee, dates are yyyymmdd
in which month and day may be 00. Coordinates and BAG keys come only with geoData.
"""
