"""The objecttypes of Voorbeeldstad and the JSON schemas of their versions."""

from __future__ import annotations

from typing import Any

from sandbox.objecten.register import Json, ObjectType
from sandbox.zgw.data.context import make_uuid

_TEXT: Json = {"type": "string"}
_DAY: Json = {"type": "string", "format": "date"}
_ADRES: Json = {
    "type": "object",
    "properties": {"straat": _TEXT, "huisnummer": {"type": "integer", "minimum": 1}},
}
_BOOM: Json = {
    "boomsoort": _TEXT,
    "hoogte": {"type": "number", "minimum": 0, "description": "Hoogte in meters."},
    "plantjaar": {"type": "integer"},
    "conditie": {"type": "string", "enum": ["goed", "matig", "slecht"]},
    "laatsteInspectie": _DAY,
    "beheerder": {"type": "object", "properties": {"code": _TEXT, "afdeling": _TEXT}},
    "locatie": _ADRES,
}


def _schema(title: str, required: tuple[str, ...], **properties: Any) -> Json:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"https://objecten.voorbeeldstad.example/schemas/{title.lower()}.json",
        "title": title,
        "type": "object",
        "required": list(required),
        "properties": properties,
        "additionalProperties": False,
    }


BOOM = ObjectType(
    make_uuid("objecttype", "boom"),
    "Boom",
    "Bomen",
    "Een boom in beheer van de gemeente.",
    "open",
    True,
    "2021-03-01",
    (
        _schema("Boom", ("boomsoort",), **_BOOM),
        _schema("Boom", ("boomsoort", "monumentaal"), **_BOOM, monumentaal={"type": "boolean"}),
    ),
)
STRAATMEUBILAIR = ObjectType(
    make_uuid("objecttype", "straatmeubilair"),
    "Straatmeubilair",
    "Straatmeubilair",
    "Wat er aan inrichting in de openbare ruimte staat.",
    "open",
    True,
    "2021-06-01",
    (
        _schema(
            "Straatmeubilair",
            ("soort", "nummer"),
            soort={"type": "string", "enum": ["lantaarnpaal", "container", "bankje"]},
            nummer=_TEXT,
            geplaatstOp=_DAY,
            locatie=_ADRES,
        ),
    ),
)
MELDING = ObjectType(
    make_uuid("objecttype", "melding"),
    "Melding openbare ruimte",
    "Meldingen openbare ruimte",
    "Een melding van een inwoner over de openbare ruimte.",
    "intern",
    True,
    "2022-01-15",
    (
        _schema(
            "Melding",
            ("meldingnummer", "omschrijving", "status"),
            meldingnummer=_TEXT,
            omschrijving=_TEXT,
            status={"type": "string", "enum": ["nieuw", "in_behandeling", "afgehandeld"]},
            gemeldOp=_DAY,
            bsn={"type": "string", "pattern": "^[0-9]{9}$"},
            spoed={"type": "boolean"},
            aantalFotos={"type": "integer"},
            trefwoorden={"type": "array", "items": _TEXT},
            locatie=_ADRES,
            zaak={"type": "string", "format": "uri"},
        ),
    ),
)
TAAK = ObjectType(
    make_uuid("objecttype", "taak"),
    "Externe taak",
    "Externe taken",
    "Iets wat een betrokkene in het portaal moet doen.",
    "confidential",
    False,
    "2023-02-01",
    (
        _schema(
            "Taak",
            ("titel", "status", "soort", "identificatie"),
            titel=_TEXT,
            status={"type": "string", "enum": ["open", "afgerond", "verwerkt"]},
            soort={"type": "string", "enum": ["portaalformulier", "url", "ogonebetaling"]},
            verloopdatum=_DAY,
            eigenaar=_TEXT,
            identificatie={
                "type": "object",
                "properties": {"type": {"enum": ["bsn", "kvk"]}, "value": _TEXT},
            },
            koppeling={
                "type": "object",
                "properties": {"registratie": {"enum": ["zaak"]}, "uuid": _TEXT},
            },
            portaalformulier={"type": "object", "properties": {"formulier": _TEXT}},
        ),
    ),
)
OBJECTTYPEN = (BOOM, STRAATMEUBILAIR, MELDING, TAAK)
