"""WGS84 to Rijksdriehoek (EPSG:28992): the published approximation around Amersfoort."""

from __future__ import annotations

_LATITUDE, _LONGITUDE = 52.15517440, 5.38720621  # the tower in Amersfoort
_X0, _Y0 = 155_000, 463_000
# (power of latitude, power of longitude, coefficient): Schreutelkamp and Strang van Hees, 2001
_X = (
    (0, 1, 190094.945),
    (1, 1, -11832.228),
    (2, 1, -114.221),
    (0, 3, -32.391),
    (1, 0, -0.705),
    (3, 1, -2.340),
    (1, 3, -0.608),
    (0, 2, -0.008),
    (2, 3, 0.148),
)
_Y = (
    (1, 0, 309056.544),
    (0, 2, 3638.893),
    (2, 0, 73.077),
    (1, 2, -157.984),
    (3, 0, 59.788),
    (0, 1, 0.433),
    (2, 2, -6.439),
    (1, 1, -0.032),
    (0, 4, 0.092),
    (1, 4, -0.054),
)


def to_rd(longitude: float, latitude: float) -> tuple[float, float]:
    """Return x and y in metres, right to within a metre in the Netherlands."""
    north = 0.36 * (latitude - _LATITUDE)
    east = 0.36 * (longitude - _LONGITUDE)
    x = _X0 + sum(factor * north**p * east**q for p, q, factor in _X)
    y = _Y0 + sum(factor * north**p * east**q for p, q, factor in _Y)
    return round(x, 3), round(y, 3)
