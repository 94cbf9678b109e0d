"""CloudEvents 1.0 come in as notifications do, in either mode, from both families of senders."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from client_support import Server, client_of
from notificaties_support import OTHER, STATUS_URL, UUID, ZAAK_URL, Receiver, event
from sources.landscape import Landscape
from sources.notificaties.cloudevents import berichten_of, read_structured

BESLUIT_URL = f"http://openzaak.sandbox/besluiten/api/v1/besluiten/{UUID}"
OF_STATUS = {"hoofdObject": ZAAK_URL, "bronorganisatie": "517439943"}


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        pytest.param(
            event("zaken.status.create", subject=OTHER, data=OF_STATUS),
            [("zaken", "status", "create", STATUS_URL, ZAAK_URL)],
            id="open-notificaties",
        ),
        pytest.param(
            event("zaken.zaakeigenschap.update", subject=OTHER, data=OF_STATUS),
            [
                (
                    "zaken",
                    "zaakeigenschap",
                    "update",
                    f"{ZAAK_URL}/zaakeigenschappen/{OTHER}",
                    ZAAK_URL,
                )
            ],
            id="a-part-of-a-parent",
        ),
        pytest.param(
            event("zaken.nieuw.update", subject=OTHER, data=OF_STATUS),
            [("zaken", "*", "update", ZAAK_URL, ZAAK_URL)],
            id="an-unknown-resource",
        ),
        pytest.param(
            event("zaken.zaak-gemuteerd"),
            [("zaken", "*", "update", ZAAK_URL, ZAAK_URL)],
            id="open-zaak-gemuteerd",
        ),
        pytest.param(
            event("zaken.zaak-verwijderd"),
            [("zaken", "zaak", "destroy", ZAAK_URL, ZAAK_URL)],
            id="open-zaak-verwijderd",
        ),
        pytest.param(
            event("besluiten.besluit-verwerkt"),
            [("besluiten", "besluit", "create", BESLUIT_URL, BESLUIT_URL)],
            id="a-besluit",
        ),
        pytest.param(event("zaken.zaak-gemuteerd", subject=None), [], id="of-nothing"),
        pytest.param(event("zaken.zaak-gemuteerd", subject="../1"), [], id="of-a-path"),
        pytest.param(event("zaken.status.create", data="tekst"), [], id="without-hoofdobject"),
        pytest.param(event("parkeren.vergunning"), [], id="of-another-kind"),
        pytest.param(event("x", type="com.example.iets"), [], id="of-somebody-else"),
    ],
)
async def test_a_cloudevent_says_the_same_in_either_mode(
    told: dict[str, Any], expected: list[tuple[str, ...]]
) -> None:
    structured, binary = Receiver(), Receiver()
    kind = "application/cloudevents+json; charset=utf-8"
    assert (await structured.post(told, Content_Type=kind)).status_code == 204
    headers = {f"ce_{name}": told[name] for name in ("specversion", "id", "source", "type", "time")}
    subject = {"ce_subject": told["subject"]} if told["subject"] else {}
    body = msgspec.json.encode(told["data"])
    assert (await binary.post(body, **headers, **subject)).status_code == 204
    for receiver in (structured, binary):
        await receiver.idle()
        assert [
            (one.kanaal, one.resource, one.actie, one.url, one.hoofd_url) for one in receiver.told
        ] == expected
        assert sum(receiver.inbox.outcomes.values()) == 1


def test_a_cloudevent_without_register_is_told_of_each_that_could_have_it() -> None:
    clients = [
        client_of(Server(), name=name, root=f"http://{name}.nl/zaken/", api=api)
        for name, api in (("a", "zaken"), ("b", "zaken"), ("c", "catalogi"))
    ]
    found = read_structured(msgspec.json.encode(event("zaken.zaak-gemuteerd")))
    assert [one.url for one in berichten_of(found, Landscape(clients))] == [
        f"http://a.nl/zaken/zaken/{UUID}",
        f"http://b.nl/zaken/zaken/{UUID}",
    ]


@pytest.mark.parametrize(
    "changes", [{"specversion": "0.3"}, {"time": "gisteren"}, {"id": ""}, {"source": None}]
)
async def test_what_is_no_cloudevent_is_refused(changes: dict[str, Any]) -> None:
    receiver = Receiver()
    told = event("zaken.zaak-gemuteerd", **changes)
    answer = await receiver.post(told, Content_Type="application/cloudevents+json")
    assert answer.status_code == 400
    assert not receiver.inbox.outcomes


async def test_a_cloudevent_of_the_same_id_is_a_repeat_whatever_its_time_says() -> None:
    receiver = Receiver()
    for told in (event("zaken.zaak-gemuteerd"), event("zaken.zaak-gemuteerd")):
        await receiver.post(told, Content_Type="application/cloudevents+json")
    await receiver.idle()
    first, again = [one.marks for one in receiver.told]
    assert first == again != ()
    assert list(receiver.inbox.outcomes.values()) == [1, 1]
