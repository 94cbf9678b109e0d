"""`download`: where the contents of a document can be had (Documenten API 1.4.2)."""

from __future__ import annotations

from enum import Enum
from typing import Annotated, Any

import strawberry
from strawberry import Info

from planning.reads import NOTHING
from resolvers.context import RequestContext
from resolvers.downloads import Address
from schema.base import graph_enum, graph_type, prop
from schema.scalars import DateTime
from sources.documenten.resources import DocumentRecord
from sources.errors import NotConfiguredError

Context = Info[RequestContext, None]


@graph_enum("Hoe een bestand bij de gebruiker aankomt.")
class Weergave(Enum):
    """Content-Disposition of a download."""

    BIJLAGE = "bijlage"
    INLINE = "inline"


@graph_type("Waar het bestand van een document kort te halen is.", record=Address)
class Download:
    """An address of the gateway; no standard has this."""

    url: str = prop(
        "Het adres bij deze gateway. Wie het heeft kan het bestand halen: deel of bewaar het niet."
    )
    vervalt: DateTime = prop("Tot wanneer het halen kan beginnen.")


WeergaveArg = Annotated[
    Weergave,
    strawberry.argument(
        description="INLINE: de browser mag een PDF, afbeelding of platte tekst tonen; al het "
        "andere blijft een bijlage."
    ),
]


def _download(
    root: strawberry.Parent[DocumentRecord], info: Context, weergave: WeergaveArg = Weergave.BIJLAGE
) -> Any:
    desk = info.context.desk
    if desk is None:
        raise NotConfiguredError("download")
    return desk.address(info.context, root, inline=weergave is Weergave.INLINE)


def download_field() -> Any:
    """Return the field of a document, or of a version of it."""
    return strawberry.field(
        resolver=_download,
        metadata={"reads": NOTHING},
        description="Een adres van deze gateway waar het bestand kort te halen is (Range, ETag). "
        "Leeg als het document geen bestand heeft.",
    )
