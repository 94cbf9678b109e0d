"""The answer to each operation, written by hand: the least work that gives the same JSON."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

from msgspec import UNSET

from bench.flooring import records as r
from bench.flooring.reads import Reads

Variables = Mapping[str, Any]
DETAIL_EXPAND = "rollen,resultaat,zaakinformatieobjecten"


class Floor:
    """One method per operation; `split` is how many parallel pages a werklijst is read in."""

    def __init__(self, reads: Reads) -> None:
        self._reads = reads
        self._zaken = f"{reads.roots['zaken']}zaken"
        self.split = 1
        self.by_name: dict[str, Callable[[Variables], Awaitable[Any]]] = {
            "S": self._single,
            "W": self._werklijst,
            "D": self._detail,
            "K": self._klant,
            "B": self._bulk,
        }

    def _soort(self, url: str) -> dict[str, Any]:
        return {"omschrijving": self._reads.types[url].omschrijving}

    def _status(self, status: r.Status | None, *, numbered: bool) -> dict[str, Any] | None:
        if status is None:
            return None
        soort = self._reads.types[status.statustype]
        statustype: dict[str, Any] = {"omschrijving": soort.omschrijving}
        if numbered:
            statustype["volgnummer"] = soort.volgnummer
        return {"datumStatusGezet": status.datum_status_gezet, "statustype": statustype}

    async def _single(self, variables: Variables) -> Any:
        zaak = await self._reads.get(r.Zaak, f"{self._zaken}/{variables['uuid']}")
        return {"zaak": _plain(zaak)}

    async def _werklijst(self, variables: Variables) -> Any:
        size = variables["first"] // self.split
        url = f"{self._zaken}?ordering=-identificatie&pageSize={size}&expand=status,rollen"
        pages = await asyncio.gather(
            *(self._reads.get(r.ZaakPage, f"{url}&page={at + 1}") for at in range(self.split))
        )
        zaken = [zaak for page in pages for zaak in page.results]
        names = await self._reads.names(_bsns(rol for zaak in zaken for rol in zaak.expand.rollen))
        nodes = [
            {
                **_plain(zaak),
                "zaaktype": self._soort(zaak.zaaktype),
                "status": self._status(zaak.expand.status, numbered=True),
                "rollen": _rollen(zaak.expand.rollen, names),
            }
            for zaak in zaken
        ]
        return {"zaken": {"nodes": nodes, "pageInfo": _page_info(more=True, number=1)}}

    async def _detail(self, variables: Variables) -> Any:
        reads, url = self._reads, f"{self._zaken}/{variables['uuid']}"
        about = "onderwerpobject__onderwerpobjectidentificator"
        (zaak, documenten, names), statussen, besluiten, contacten = await asyncio.gather(
            self._zaak(url),
            reads.get(r.StatusPage, f"{reads.roots['zaken']}statussen?zaak={url}"),
            self._besluiten(url),
            reads.get(
                r.KlantcontactPage,
                f"{reads.roots['klantinteracties']}klantcontacten?{about}CodeObjecttype=zaak"
                f"&{about}ObjectId={variables['uuid']}",
            ),
        )
        rows = statussen.results
        resultaat = zaak.expand.resultaat
        answer = {
            **_plain(zaak),
            "zaaktype": self._soort(zaak.zaaktype),
            "status": self._status(rows[0] if rows else None, numbered=True),
            "statussen": [self._status(row, numbered=False) for row in rows],
            "resultaat": resultaat
            and {
                "toelichting": resultaat.toelichting,
                "resultaattype": self._soort(resultaat.resultaattype),
            },
            "rollen": _rollen(zaak.expand.rollen, names),
            "documenten": [self._document(document) for document in documenten],
            "besluiten": besluiten,
            "klantcontacten": contacten.results,
        }
        return {"zaak": answer}

    async def _zaak(self, url: str) -> tuple[r.Zaak, list[r.Document], dict[str, Any]]:
        zaak = await self._reads.get(r.Zaak, f"{url}?expand={DETAIL_EXPAND}")
        relations = zaak.expand.zaakinformatieobjecten
        documenten, names = await asyncio.gather(
            self._reads.documents([relation.informatieobject for relation in relations]),
            self._reads.names(_bsns(zaak.expand.rollen)),
        )
        return zaak, documenten, names

    def _document(self, document: r.Document) -> dict[str, Any]:
        return {
            "titel": document.titel,
            "creatiedatum": document.creatiedatum,
            "formaat": document.formaat,
            "informatieobjecttype": self._soort(document.informatieobjecttype),
        }

    async def _besluiten(self, zaak: str) -> list[dict[str, Any]]:
        reads, root = self._reads, self._reads.roots["besluiten"]
        besluiten = (await reads.get(r.BesluitPage, f"{root}besluiten?zaak={zaak}")).results
        url = f"{root}besluitinformatieobjecten?besluit="
        relations = await asyncio.gather(
            *(reads.get(list[r.Relation], url + besluit.url) for besluit in besluiten)
        )
        links = [relation.informatieobject for found in relations for relation in found]
        titles = {document.url: document.titel for document in await reads.documents(links)}
        return [
            {
                "datum": besluit.datum,
                "toelichting": besluit.toelichting,
                "besluittype": self._soort(besluit.besluittype),
                "documenten": [{"titel": titles[link.informatieobject]} for link in found],
            }
            for besluit, found in zip(besluiten, relations, strict=True)
        ]

    async def _klant(self, variables: Variables) -> Any:
        reads, bsn = self._reads, variables["bsn"]
        root = reads.roots["klantinteracties"]
        key = f"partijIdentificator__codeSoortObjectId=bsn&{{0}}partijIdentificator__objectId={bsn}"
        by = "hadBetrokkene__wasPartij__"
        names, zaken, partijen, contacten = await asyncio.gather(
            reads.names([bsn]),
            reads.post(
                r.ZaakPage,
                f"{self._zaken}/_zoek?pageSize=25",
                {
                    "rol__betrokkeneIdentificatie__natuurlijkPersoon__inpBsn": bsn,
                    "expand": ["status"],
                },
            ),
            reads.get(r.PartijPage, f"{root}partijen?{key.format('')}&expand=digitaleAdressen"),
            reads.get(r.KlantcontactPage, f"{root}klantcontacten?{by}{key.format(by)}"),
        )
        partij = partijen.results[0]
        nodes = [
            {
                **_plain(zaak),
                "zaaktype": self._soort(zaak.zaaktype),
                "status": self._status(zaak.expand.status, numbered=False),
            }
            for zaak in zaken.results
        ]
        answer = {
            "weergavenaam": names[bsn]["naam"].volledige_naam,
            "soort": "PERSOON",
            "partij": {"nummer": partij.nummer, "soortPartij": partij.soort_partij.upper()},
            "digitaleAdressen": [_adres(adres) for adres in partij.expand.digitale_adressen],
            "zaken": {"nodes": nodes},
            "klantcontacten": contacten.results,
        }
        return {"klant": answer}

    async def _bulk(self, variables: Variables) -> Any:
        number = int(variables.get("after", 0)) + 1
        url = f"{self._zaken}?ordering=-identificatie&pageSize={variables['first']}&page={number}"
        page = await self._reads.get(r.BulkPage, f"{url}&expand=status")
        for zaak in page.results:
            zaak.zaaktype = self._soort(zaak.zaaktype)
            assert isinstance(zaak.expand, r.Expand)  # noqa: S101  always there
            zaak.status = self._status(zaak.expand.status, numbered=False)
            zaak.expand = UNSET
            zaak.vertrouwelijkheidaanduiding = zaak.vertrouwelijkheidaanduiding.upper()
            zaak.archiefstatus = zaak.archiefstatus.upper()
        info = _page_info(more=page.next is not None, number=number)
        return {"zaken": {"nodes": page.results, "pageInfo": info}}


def _plain(zaak: r.Zaak) -> dict[str, Any]:
    return {
        "identificatie": zaak.identificatie,
        "omschrijving": zaak.omschrijving,
        "startdatum": zaak.startdatum,
    }


def _adres(adres: r.Adres) -> dict[str, str]:
    return {"adres": adres.adres, "soortDigitaalAdres": adres.soort_digitaal_adres.upper()}


def _bsns(rollen: Iterable[r.Rol]) -> list[str]:
    found = [rol.betrokkene_identificatie.inp_bsn for rol in rollen]
    return [bsn for bsn in found if bsn]


def _rollen(rollen: list[r.Rol], names: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "omschrijving": rol.omschrijving,
            "betrokkeneType": rol.betrokkene_type.upper(),
            "persoon": names.get(rol.betrokkene_identificatie.inp_bsn),
        }
        for rol in rollen
    ]


def _page_info(*, more: bool, number: int) -> dict[str, Any]:
    return {"hasNextPage": more, "endCursor": str(number)}
