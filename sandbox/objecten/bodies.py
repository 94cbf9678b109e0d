"""The bodies of the Objects API."""

from __future__ import annotations

from sandbox.objecten.register import Fields, Json, Object, Objecten, ObjectType, Record


def object_body(register: Objecten, item: Object, record: Record) -> Json:
    return {
        "url": register.url(f"objects/{item.uuid}"),
        "uuid": item.uuid,
        "type": register.url(f"objecttypes/{item.type_uuid}"),
        "record": {
            "index": record.index,
            "typeVersion": record.type_version,
            "data": record.data,
            "geometry": record.geometry,
            "references": [{"type": "zaak", "url": url} for url in item.zaken],
            "startAt": record.start,
            "endAt": record.end,
            "registrationAt": record.registered,
            "correctionFor": record.correction_for,
            "correctedBy": record.corrected_by,
        },
    }


def history_body(record: Record) -> Json:
    return {
        "index": record.index,
        "typeVersion": record.type_version,
        "data": record.data,
        "geometry": record.geometry,
        "startAt": record.start,
        "endAt": record.end,
        "registrationAt": record.registered,
        "correctionFor": record.correction_for,
        "correctedBy": record.corrected_by,
    }


def type_body(register: Objecten, item: ObjectType) -> Json:
    url = register.url(f"objecttypes/{item.uuid}")
    return {
        "url": url,
        "uuid": item.uuid,
        "name": item.name,
        "namePlural": item.name_plural,
        "description": item.description,
        "dataClassification": item.classification,
        "maintainerOrganization": "Gemeente Voorbeeldstad",
        "maintainerDepartment": "Informatievoorziening",
        "contactPerson": "",
        "contactEmail": "",
        "source": "",
        "updateFrequency": "daily",
        "providerOrganization": "",
        "documentationUrl": "",
        "labels": {},
        "createdAt": item.created,
        "modifiedAt": item.created,
        "allowGeometry": item.allow_geometry,
        "versions": [f"{url}/versions/{number + 1}" for number in range(len(item.schemas))],
    }


def version_body(register: Objecten, item: ObjectType, number: int) -> Json:
    """All versions are published; only the last one is not deprecated."""
    url = register.url(f"objecttypes/{item.uuid}")
    return {
        "url": f"{url}/versions/{number}",
        "version": number,
        "objectType": url,
        "status": "published" if number == len(item.schemas) else "deprecated",
        "jsonSchema": item.schemas[number - 1],
        "createdAt": item.created,
        "modifiedAt": item.created,
        "publishedAt": item.created,
    }


def permission_body(register: Objecten, type_uuid: str, fields: Fields | None) -> Json:
    return {
        "type": register.url(f"objecttypes/{type_uuid}"),
        "mode": "read_only",
        "use_fields": fields is not None,
        "fields": fields,
    }
