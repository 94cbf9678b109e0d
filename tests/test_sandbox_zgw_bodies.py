"""What the sandbox lets come in, against the request bodies of the OpenAPI documents."""

from __future__ import annotations

import pytest
from body_support import Schemas

from sandbox.zgw.writing import bodies_documenten as documenten
from sandbox.zgw.writing import bodies_zaken as zaken
from sandbox.zgw.writing.bodies_betrokkenen import BETROKKENEN, betrokkene_body
from sandbox.zgw.writing.bodies_objecten import OBJECTTYPEN, ZAAKOBJECT, object_body
from sandbox.zgw.writing.fields import Body
from zgw_support import load_spec

ZAKEN: dict[str, Body] = {
    "ZaakRequest": zaken.ZAAK,
    "StatusRequest": zaken.STATUS,
    "SubStatusRequest": zaken.SUBSTATUS,
    "ResultaatRequest": zaken.RESULTAAT,
    "ZaakInformatieObjectRequest": zaken.ZAAKINFORMATIEOBJECT,
    "ZaakEigenschapRequest": zaken.ZAAKEIGENSCHAP,
    "ZaakBesluitRequest": zaken.ZAAKBESLUIT,
    "ZaakNotitieRequest": zaken.ZAAKNOTITIE,
    "KlantContactRequest": zaken.KLANTCONTACT,
    "ZaakContactMomentRequest": zaken.ZAAKCONTACTMOMENT,
    "ZaakVerzoekRequest": zaken.ZAAKVERZOEK,
    **{
        f"{soort}_RolSerializerRequest": {
            **zaken.ROL,
            **betrokkene_body({"betrokkeneType": soort}),
        }
        for soort in BETROKKENEN
    },
    **{
        f"{soort}_ZaakObjectSerializerRequest": {**ZAAKOBJECT, **object_body({"objectType": soort})}
        for soort in OBJECTTYPEN
    },
}
DOCUMENTEN: dict[str, Body] = {
    "EnkelvoudigInformatieObjectCreateLockRequest": documenten.DOCUMENT,
    "EnkelvoudigInformatieObjectWithLockRequest": documenten.DOCUMENT_WITH_LOCK,
    "UnlockEnkelvoudigInformatieObjectRequest": documenten.UNLOCK,
    "GebruiksrechtenRequest": documenten.GEBRUIKSRECHTEN,
    "ObjectInformatieObjectRequest": documenten.OBJECTINFORMATIEOBJECT,
    "VerzendingRequest": documenten.VERZENDING,
}
BESLUITEN: dict[str, Body] = {
    "BesluitRequest": documenten.BESLUIT,
    "BesluitInformatieObjectRequest": documenten.BESLUITINFORMATIEOBJECT,
}
ALL = [
    pytest.param(api, name, body, id=f"{api}-{name}")
    for api, bodies in (("zaken", ZAKEN), ("documenten", DOCUMENTEN), ("besluiten", BESLUITEN))
    for name, body in bodies.items()
]
LENIENT = {
    "betrokkeneIdentificatie: nullable",
    "objectIdentificatie: nullable",
    "zaakobjecttype: minLength",
    "zaak: minLength",
    "gerelateerdAan: minLength",
    "informatieobject: minLength",
}
"""A null that the real server takes, as its samples show; that no URL is empty goes unsaid."""


@pytest.mark.parametrize(("api", "name", "body"), ALL)
def test_a_body_is_the_official_one(api: str, name: str, body: Body) -> None:
    schemas = Schemas(load_spec(api))
    found = schemas.differences(schemas.named(name), body)
    assert [item for item in found if item.strip(".") not in LENIENT] == []
