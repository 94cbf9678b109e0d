"""The root of what can be changed: a mixin per domain."""

from __future__ import annotations

import strawberry

from schema.mutation_documenten import DocumentenMutation
from schema.mutation_zaken import ZakenMutation


@strawberry.type(
    description="Alles wat te wijzigen is. De opdrachten van één aanvraag worden na elkaar "
    "uitgevoerd; een opdracht die mislukt houdt de volgende niet tegen."
)
class Mutation(ZakenMutation, DocumentenMutation):
    """The root mutation type."""
