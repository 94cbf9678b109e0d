"""eigenschapZetten: the value of an eigenschap of a zaak, new or changed (Zaken API 1.5.1)."""

from __future__ import annotations

from resolvers.context import RequestContext
from resolvers.writing.eigenschap import WRONG_VALUE, complaint
from resolvers.writing.keuring import afgekeurd, deel_van_zaaktype, same
from resolvers.writing.uitvoering import Opdracht, Over, Uitvoering
from resolvers.writing.zaak import bij_te_werken
from sources.catalogi.resources import EIGENSCHAP
from sources.loader import settled
from sources.urls import last_segment
from sources.writing import Write
from sources.zaken.resources import ZAAKEIGENSCHAP

VELDEN = {"zaak": "invoer.zaak", "eigenschap": "invoer.eigenschap", "waarde": "invoer.waarde"}
TEMPLATE = ZAAKEIGENSCHAP.path.format("{uuid}")


async def eigenschap_zetten(
    context: RequestContext, zaak: str, eigenschap: str, waarde: str
) -> Opdracht:
    """Return what gives an eigenschap of an open zaak its value. Raises Afgekeurd."""
    gevonden = await bij_te_werken(context, zaak)
    found = await deel_van_zaaktype(
        context,
        EIGENSCHAP,
        "Eigenschap",
        eigenschap,
        gevonden.zaak.zaaktype_url,
        "invoer.eigenschap",
    )
    wrong = complaint(found, waarde)
    if wrong is not None:
        raise afgekeurd(WRONG_VALUE, "invoer.waarde", wrong)
    uuid = last_segment(gevonden.zaak.url)
    path = ZAAKEIGENSCHAP.path.format(uuid)
    asked = Write(
        "POST",
        path,
        {"zaak": gevonden.zaak.url, "eigenschap": found.url, "waarde": waarde},
        TEMPLATE,
    )
    if gevonden.zaak.eigenschappen_urls != []:
        lists = context.loaders.lists(gevonden.client, ZAAKEIGENSCHAP, uuid)
        for one in await settled(lists.get(())):
            if same(context, EIGENSCHAP, one.eigenschap_url, found.url):
                path = f"{path}/{last_segment(one.url)}"
                asked = Write("PATCH", path, {"waarde": waarde}, f"{TEMPLATE}/{{uuid}}")
    over = Over("zaken", "zaakeigenschap", gevonden.zaak.url, gevonden.kenmerken)

    async def werk(uitvoering: Uitvoering) -> None:
        await uitvoering.stap(gevonden.client, asked, over, velden=VELDEN)

    return Opdracht(werk, ("zaakeigenschap",), {"zaak": gevonden.zaak.url})
