"""The faults of the KVK: a list `fout` with an IPD code, not problem+json."""

from __future__ import annotations

from starlette.responses import JSONResponse


class Fout(Exception):  # noqa: N818 - the KVK calls it so
    def __init__(self, status: int, code: str, omschrijving: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.omschrijving = omschrijving

    def respond(self) -> JSONResponse:
        fout = {"code": self.code, "omschrijving": self.omschrijving}
        return JSONResponse({"fout": [fout]}, self.status)


def ongeldig_kvk_nummer(nummer: str) -> Fout:
    return Fout(400, "IPD0004", f"Het KVK-nummer {nummer} is niet valide.")


def onbekend_kvk_nummer(nummer: str) -> Fout:
    text = f"Op basis van het KVK-nummer {nummer} kan het product niet worden geleverd."
    return Fout(404, "IPD0005", text)


def ongeldig_vestigingsnummer(nummer: str) -> Fout:
    return Fout(400, "IPD0006", f"Het vestigingsnummer {nummer} is niet valide.")


def onbekend_vestigingsnummer(nummer: str) -> Fout:
    text = f"Op basis van het vestigingsnummer {nummer} kan het product niet worden geleverd."
    return Fout(404, "IPD0007", text)


def ongeldige_invoer(_: str) -> Fout:
    return Fout(400, "IPD1998", "Algemene invoer parameter fout.")


def onbekende_parameters(names: list[str]) -> Fout:
    text = f"De volgende opgegeven parameter(s) is(zijn) ongeldig: {', '.join(names)}."
    return Fout(400, "IPD1999", text)


def geen_resultaten() -> Fout:
    text = "Er zijn geen gegevens gevonden die voldoen aan de opgegeven zoekparameters."
    return Fout(404, "IPD5200", text)


def ongeldig_type() -> Fout:
    return Fout(400, "IPD5203", "Het opgegeven type is niet valide.")
