"""The trails of documents and besluiten: their versions, and the documents of a besluit."""

from __future__ import annotations

from sandbox.zgw.audittrail import History, make_line
from sandbox.zgw.data import Json, ZgwData
from sandbox.zgw.data.vocabulary import MEDEWERKERS
from sandbox.zgw.store import Store


def document_history(data: ZgwData) -> History:
    """Return what tells the trail of a document: a line per version, each with the whole of it."""

    def history(document: Json) -> list[Json]:
        lines, before = [], None
        for number, version in enumerate(data.versies[document["url"]]):
            lines.append(
                make_line(
                    "drc",
                    document,
                    ("enkelvoudiginformatieobject", version),
                    version["beginRegistratie"],
                    {"oud": before, "nieuw": version},
                    MEDEWERKERS[number % 8],
                )
            )
            before = version
        return lines

    return history


def besluit_history(store: Store) -> History:
    """Return what tells the trail of a besluit: that it was taken, and each of its documents."""

    def history(besluit: Json) -> list[Json]:
        day = besluit["datum"]
        changed = [("besluit", besluit)]
        for relation in store["besluitinformatieobjecten"].where("besluit", besluit["url"]):
            changed.append(("besluitinformatieobject", relation))
        return [
            make_line(
                "brc",
                besluit,
                item,
                f"{day}T08:{number:02d}:00Z",
                {"oud": None, "nieuw": item[1]},
                MEDEWERKERS[number % 8],
            )
            for number, item in enumerate(changed)
        ]

    return history
