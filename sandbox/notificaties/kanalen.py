"""The kanalen there are, and by what a subscriber can filter each of them."""

from __future__ import annotations

KANALEN: dict[str, tuple[str, ...]] = {
    "autorisaties": (),
    "besluiten": ("verantwoordelijkeOrganisatie", "besluittype", "besluittype.catalogus"),
    "besluittypen": ("catalogus",),
    "documenten": (
        "bronorganisatie",
        "informatieobjecttype",
        "vertrouwelijkheidaanduiding",
        "informatieobjecttype.catalogus",
    ),
    "informatieobjecttypen": ("catalogus",),
    "internetaken": ("nummer", "gevraagdeHandeling", "toelichting", "status"),
    "klantcontacten": (
        "hoofdOnderwerpType",
        "indicatieContactGelukt",
        "verdereActieOndernomen",
    ),
    "objecten": ("objectType",),
    "partijen": ("nummer", "interneNotitie", "soortPartij"),
    "zaaktypen": ("catalogus",),
    "zaken": (
        "bronorganisatie",
        "zaaktype",
        "vertrouwelijkheidaanduiding",
        "zaaktype.catalogus",
    ),
}
