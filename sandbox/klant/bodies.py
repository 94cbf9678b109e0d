"""What the bodies of writes to klantinteracties 0.9.0 may hold (Open Klant 2.18)."""

from __future__ import annotations

from sandbox.klant.store import Body as Record
from sandbox.zgw.writing.fields import (
    Anything,
    Body,
    Boolean,
    Choice,
    Day,
    Field,
    Group,
    Many,
    Moment,
    Number,
    Text,
    Uid,
    Url,
    maybe,
    nullable,
    optional,
    required,
)

LINK: Body = {"uuid": required(Uid())}
CONTACTNAAM: Body = {
    "voorletters": optional(Text(10)),
    "voornaam": optional(Text(200)),
    "voorvoegselAchternaam": optional(Text(10)),
    "achternaam": optional(Text(200)),
}
ADRES: Body = {
    "nummeraanduidingId": optional(Text(16, pattern="^[0-9]{16}$")),
    "straatnaam": optional(Text(255)),
    "huisnummer": nullable(Number(1, 99_999)),
    "huisnummertoevoeging": optional(Text(20)),
    "postcode": optional(Text(7, pattern="^[1-9][0-9]{3} [A-Z]{2}$")),
    "stad": optional(Text(255)),
    "adresregel1": optional(Text(80)),
    "adresregel2": optional(Text(80)),
    "adresregel3": optional(Text(80)),
    "land": optional(Text(2, blank=False)),
}
IDENTIFICATOR: Body = {
    name: optional(Text(200))
    for name in ("objectId", "codeObjecttype", "codeRegister", "codeSoortObjectId")
}
KLANTCONTACT: Body = {
    "nummer": Field(Text(10), null=True),
    "referentienummer": Field(Text(10), null=True),
    "kanaal": required(Text(50, blank=False)),
    "onderwerp": required(Text(200, blank=False)),
    "inhoud": optional(Text(1000)),
    "reactie": optional(Text(4000)),
    "indicatieContactGelukt": nullable(Boolean()),
    "hoofdOnderwerpType": optional(Url(200, blank=True)),
    "verdereActieOndernomen": optional(Boolean(), False),
    "taal": required(Text(3, blank=False)),
    "vertrouwelijk": required(Boolean()),
    "plaatsgevondenOp": maybe(Moment()),
    "metadata": maybe(Anything()),
}
BETROKKENE_OF_NEW: Body = {
    "wasPartij": nullable(Group(LINK)),
    "bezoekadres": nullable(Group(ADRES)),
    "correspondentieadres": nullable(Group(ADRES)),
    "contactnaam": nullable(Group(CONTACTNAAM)),
    "rol": required(Choice(("vertegenwoordiger", "klant"))),
    "organisatienaam": optional(Text(200)),
    "initiator": required(Boolean()),
}
"""A betrokkene beside its klantcontact, both of them new."""
BETROKKENE: Body = {**BETROKKENE_OF_NEW, "hadKlantcontact": required(Group(LINK))}
ONDERWERPOBJECT_OF_NEW: Body = {
    "wasKlantcontact": nullable(Group(LINK)),
    "onderwerpobjectidentificator": nullable(Group(IDENTIFICATOR)),
}
ONDERWERPOBJECT: Body = {**ONDERWERPOBJECT_OF_NEW, "klantcontact": nullable(Group(LINK))}
INTERNETAAK: Body = {
    "nummer": Field(Text(10), null=True),
    "referentienummer": Field(Text(10), null=True),
    "gevraagdeHandeling": required(Text(200, blank=False)),
    "aanleidinggevendKlantcontact": required(Group(LINK)),
    "toegewezenAanActor": maybe(Group(LINK)),
    "toegewezenAanActoren": maybe(Many(Group(LINK))),
    "toelichting": optional(Text(1000)),
    "status": required(Choice(("te_verwerken", "verwerkt"))),
    "afgehandeldOp": nullable(Moment()),
}
ACTORKLANTCONTACT: Body = {
    "actor": required(Group(LINK)),
    "klantcontact": required(Group(LINK)),
}
DIGITAALADRES: Body = {
    "verstrektDoorBetrokkene": nullable(Group(LINK)),
    "verstrektDoorPartij": nullable(Group(LINK)),
    "adres": required(Text(80, blank=False)),
    "soortDigitaalAdres": required(Choice(("email", "telefoonnummer", "overig"))),
    "isStandaardAdres": optional(Boolean(), False),
    "omschrijving": optional(Text(40)),
    "referentie": optional(Text(50, pattern="^[-a-zA-Z0-9_]+$")),
    "verificatieDatum": nullable(Day()),
}
BIJLAGE: Body = {
    "wasBijlageVanKlantcontact": nullable(Group(LINK)),
    "bijlageidentificator": nullable(Group(IDENTIFICATOR)),
}
_IDENTIFICATIES: dict[str, Body] = {
    "persoon": {"contactnaam": nullable(Group(CONTACTNAAM))},
    "organisatie": {"naam": optional(Text(200))},
    "contactpersoon": {
        "werkteVoorPartij": nullable(Group(LINK)),
        "contactnaam": nullable(Group(CONTACTNAAM)),
    },
}


def partij_body(partij: Record) -> Body:
    """What a PATCH may change of a partij of this soort; its lists have resources of their own."""
    return {
        "nummer": Field(Text(10), null=True),
        "interneNotitie": maybe(Text(1000)),
        "voorkeursDigitaalAdres": Field(Group(LINK), null=True),
        "voorkeursRekeningnummer": Field(Group(LINK), null=True),
        "soortPartij": required(Choice((partij["soortPartij"],))),
        "indicatieGeheimhouding": Field(Boolean(), null=True),
        "voorkeurstaal": maybe(Text(3)),
        "indicatieActief": required(Boolean()),
        "bezoekadres": Field(Group(ADRES), null=True),
        "correspondentieadres": Field(Group(ADRES), null=True),
        "partijIdentificatie": maybe(Group(_IDENTIFICATIES[partij["soortPartij"]])),
    }
