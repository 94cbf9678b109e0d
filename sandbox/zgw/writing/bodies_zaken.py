"""What the bodies of the Zaken API may hold: ZAAK and what hangs below it (Open Zaak 1.30)."""

from __future__ import annotations

from sandbox.zgw.data import OPENBAARHEID
from sandbox.zgw.writing.bodies_betrokkenen import BETROKKENE_TYPEN
from sandbox.zgw.writing.fields import (
    Body,
    Boolean,
    Choice,
    Day,
    Duration,
    Email,
    Geometry,
    Group,
    Many,
    Moment,
    Rsin,
    Text,
    Url,
    maybe,
    nullable,
    optional,
    required,
)

BETALINGSINDICATIES = (
    "nvt",
    "gefactureerd",
    "gecrediteerd",
    "betaald",
    "nog_niet",
    "gedeeltelijk",
    "geheel",
)
ARCHIEFNOMINATIES = ("blijvend_bewaren", "vernietigen")
ARCHIEFSTATUSSEN = (
    "nog_te_archiveren",
    "gearchiveerd",
    "gearchiveerd_procestermijn_onbekend",
    "overgedragen",
)
AARD_RELATIES = ("vervolg", "onderwerp", "bijdrage", "overig")

VERLENGING: Body = {"reden": required(Text(200)), "duur": required(Duration())}
OPSCHORTING: Body = {"indicatie": required(Boolean()), "reden": required(Text(200))}
RELEVANTE_ZAAK: Body = {
    "url": required(Url()),
    "aardRelatie": required(Choice(AARD_RELATIES)),
    "overigeRelatie": optional(Text(100)),
    "toelichting": optional(Text(255)),
}
GERELATEERDE_ZAAK: Body = {"url": required(Url())}
KENMERK: Body = {
    "kenmerk": required(Text(40, blank=False)),
    "bron": required(Text(40, blank=False)),
}
PROCESSOBJECT: Body = {
    name: required(Text(250))
    for name in ("datumkenmerk", "identificatie", "objecttype", "registratie")
}
CONTACTPERSOON: Body = {
    "emailadres": optional(Email(254)),
    "functie": optional(Text(50)),
    "telefoonnummer": optional(Text(20)),
    "naam": required(Text(200)),
}
ZAAK: Body = {
    "identificatie": maybe(Text(40)),
    "bronorganisatie": required(Rsin(blank=False)),
    "omschrijving": optional(Text(80)),
    "toelichting": optional(Text(1000)),
    "zaaktype": required(Url()),
    "registratiedatum": maybe(Day()),
    "verantwoordelijkeOrganisatie": required(Rsin(blank=False)),
    "startdatum": required(Day()),
    "einddatumGepland": nullable(Day()),
    "uiterlijkeEinddatumAfdoening": nullable(Day()),
    "publicatiedatum": nullable(Day()),
    "laatstGeopend": nullable(Moment()),
    "communicatiekanaal": optional(Url(blank=True)),
    "communicatiekanaalNaam": optional(Text(250)),
    "productenOfDiensten": optional(Many(Url()), ()),
    "vertrouwelijkheidaanduiding": maybe(Choice(OPENBAARHEID)),
    "betalingsindicatie": optional(Choice(BETALINGSINDICATIES, blank=True)),
    "laatsteBetaaldatum": nullable(Moment()),
    "zaakgeometrie": nullable(Geometry()),
    "verlenging": nullable(Group(VERLENGING)),
    "opschorting": nullable(Group(OPSCHORTING)),
    "selectielijstklasse": optional(Url(blank=True)),
    "hoofdzaak": nullable(Url()),
    "relevanteAndereZaken": optional(Many(Group(RELEVANTE_ZAAK)), ()),
    "gerelateerdeZaken": optional(Many(Group(GERELATEERDE_ZAAK)), ()),
    "kenmerken": optional(Many(Group(KENMERK)), ()),
    "archiefnominatie": nullable(Choice(ARCHIEFNOMINATIES, blank=True)),
    "archiefstatus": optional(Choice(ARCHIEFSTATUSSEN), "nog_te_archiveren"),
    "archiefactiedatum": nullable(Day()),
    "opdrachtgevendeOrganisatie": optional(Rsin(blank=False)),
    "processobjectaard": optional(Text(200)),
    "startdatumBewaartermijn": nullable(Day()),
    "processobject": nullable(Group(PROCESSOBJECT)),
}
STATUS: Body = {
    "zaak": required(Url()),
    "statustype": required(Url()),
    "datumStatusGezet": required(Moment()),
    "statustoelichting": optional(Text(1000)),
    "gezetdoor": nullable(Url()),
}
SUBSTATUS: Body = {
    "zaak": required(Url()),
    "status": nullable(Url()),
    "omschrijving": required(Text(200, blank=False)),
    "tijdstip": maybe(Moment()),
    "doelgroep": optional(Choice(("betrokkenen", "intern"), blank=True)),
}
RESULTAAT: Body = {
    "zaak": required(Url()),
    "resultaattype": required(Url()),
    "toelichting": optional(Text(1000)),
}
ROL: Body = {
    "zaak": required(Url()),
    "betrokkene": optional(Url(blank=True)),
    "betrokkeneType": required(Choice(BETROKKENE_TYPEN)),
    "afwijkendeNaamBetrokkene": optional(Text(625)),
    "roltype": required(Url()),
    "roltoelichting": optional(Text(1000)),
    "indicatieMachtiging": optional(Choice(("gemachtigde", "machtiginggever"), blank=True)),
    "contactpersoonRol": nullable(Group(CONTACTPERSOON)),
    "beginGeldigheid": nullable(Day()),
    "eindeGeldigheid": nullable(Day()),
}
"""Beside these a rol has `betrokkeneIdentificatie`, by its `betrokkeneType`."""
ZAAKINFORMATIEOBJECT: Body = {
    "informatieobject": required(Url()),
    "zaak": required(Url()),
    "titel": optional(Text(200)),
    "beschrijving": optional(Text()),
    "vernietigingsdatum": nullable(Moment()),
    "status": nullable(Url()),
}
OBJECTTYPE_OVERIGE: Body = {
    "url": required(Url()),
    "schema": required(Text(100, blank=False)),
    "objectData": required(Text(100, blank=False)),
}
ZAAKEIGENSCHAP: Body = {
    "zaak": required(Url(max_length=None)),
    "eigenschap": required(Url()),
    "waarde": required(Text(blank=False)),
}
ZAAKBESLUIT: Body = {"besluit": required(Url())}
ZAAKNOTITIE: Body = {
    "onderwerp": required(Text(255, blank=False)),
    "tekst": required(Text(blank=False)),
    "aangemaaktDoor": optional(Text(255)),
    "notitieType": optional(Choice(("intern", "extern")), "intern"),
    "status": optional(Choice(("concept", "definitief")), "concept"),
    "gerelateerdAan": required(Url(max_length=None)),
}
KLANTCONTACT: Body = {
    "zaak": required(Url()),
    "identificatie": maybe(Text(14, blank=False)),
    "datumtijd": required(Moment()),
    "kanaal": optional(Text(20)),
    "onderwerp": optional(Text(200)),
    "toelichting": optional(Text(1000)),
}
ZAAKCONTACTMOMENT: Body = {"zaak": required(Url()), "contactmoment": required(Url())}
ZAAKVERZOEK: Body = {"zaak": required(Url()), "verzoek": required(Url())}
