"""The plain fields of a zaak, apart from what identifies it and what hangs below it."""

from __future__ import annotations

from datetime import date, timedelta

from bench.sim.shapes import GEEN_PROCESOBJECT, RSIN, Json

MOMENT = "2026-11-23T11:17:15.220183Z"
TOELICHTING = "Een inwoner vraagt of meldt iets en de gemeente behandelt dat. " * 3


def dates(start: date, *, closed: bool) -> Json:
    """Return the dates of a zaak."""
    return {
        "registratiedatum": str(start),
        "verantwoordelijkeOrganisatie": RSIN,
        "startdatum": str(start),
        "einddatum": str(start + timedelta(days=20)) if closed else None,
        "einddatumGepland": str(start + timedelta(days=56)),
        "uiterlijkeEinddatumAfdoening": str(start + timedelta(days=90)),
        "publicatiedatum": None,
        "laatstGemuteerd": MOMENT,
        "laatstGeopend": None,
    }


def constants(number: int) -> Json:
    """Return the fields that are the same for every zaak."""
    return {
        "communicatiekanaal": "https://example.com/kanalen/1",
        "communicatiekanaalNaam": "",
        "productenOfDiensten": [],
        "vertrouwelijkheidaanduiding": "beperkt_openbaar",
        "betalingsindicatie": "",
        "betalingsindicatieWeergave": "",
        "laatsteBetaaldatum": None,
        "zaakgeometrie": None,
        "verlenging": None,
        "opschorting": {"indicatie": False, "eerdereOpschorting": False, "reden": ""},
        "selectielijstklasse": "",
        "hoofdzaak": None,
        "deelzaken": [],
        "relevanteAndereZaken": [],
        "gerelateerdeZaken": [],
        "kenmerken": [{"kenmerk": f"K{number:05d}", "bron": "oud-systeem"}],
    }


def archive(number: int) -> Json:
    """Return what the archive needs to know."""
    return {
        "archiefnominatie": None if number % 3 else "vernietigen",
        "archiefstatus": "nog_te_archiveren",
        "archiefactiedatum": None,
        "opdrachtgevendeOrganisatie": "",
        "processobjectaard": "",
        "startdatumBewaartermijn": None,
        "processobject": GEEN_PROCESOBJECT,
    }
