"""Notifications come in: who may send them, what is told on, and that a burst is taken."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from graph_support import Graph
from notificaties_support import (
    AUTH,
    CATALOGI,
    NOW,
    STATUS_URL,
    UUID,
    ZAAK_URL,
    ZAKEN,
    Receiver,
    event,
    message,
)
from settings import Secret
from sources.notificaties.berichten import read_notificatie
from sources.notificaties.hub import Notificatie
from sources.notificaties.ontvangst import Inbox
from spec_support import load_spec_named


async def test_a_notification_reaches_the_hub() -> None:
    receiver = Receiver()
    answer = await receiver.post()
    assert (answer.status_code, answer.content) == (204, b"")
    await receiver.idle()
    assert receiver.told == [
        Notificatie(
            kanaal="zaken",
            resource="status",
            actie="create",
            url=STATUS_URL,
            hoofd_url=ZAAK_URL,
            kenmerken={"bronorganisatie": "517439943", "vertrouwelijkheidaanduiding": "openbaar"},
            aanmaakdatum=NOW,
            marks=receiver.told[0].marks,
        )
    ]


@pytest.mark.parametrize(
    ("auth", "status"),
    [("", 401), ("Bearer iets-anders", 403), (AUTH[:-1], 403), (AUTH + "x", 403)],
)
async def test_who_does_not_know_the_auth_is_refused_before_its_body_is_read(
    auth: str, status: int
) -> None:
    receiver = Receiver()
    answer = await receiver.post(b"{", Authorization=auth)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    schema = "Fout"
    assert not load_spec_named("vng-notificaties-consumer").complaints(schema, answer.json())
    assert not receiver.told
    assert sum(receiver.inbox.refused.values()) == 1


@pytest.mark.parametrize("auths", [[AUTH.encode(), b"x"], [b"\xe9\xff" * 20]])
async def test_auths_that_no_server_sends_are_none(auths: list[bytes]) -> None:
    headers = [(b"Authorization", auth) for auth in auths]
    answer = await Receiver().http.post("/notificaties", json=message(), headers=headers)
    assert answer.status_code == 403


async def test_the_auth_of_every_configured_api_is_good() -> None:
    receiver = Receiver()
    assert (await receiver.post(Authorization="x" * 40)).status_code == 204


async def test_it_is_not_there_unless_it_is_configured() -> None:
    answer = await Graph().http.post("/notificaties", json=message())
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("changes", "kanaal", "outcome"),
    [
        ({"kanaal": "test", "resourceUrl": "http://some.resource.nl/"}, "test", "test"),
        ({"kanaal": "iets-anders"}, "other", "unknown_kanaal"),
        ({"hoofdObject": "http://elders.nl/zaken/api/v1/zaken/1"}, "zaken", "outside"),
        ({"hoofdObject": f"{CATALOGI}zaken/{UUID}"}, "zaken", "outside"),
        ({"hoofdObject": f"{ZAKEN}rollen/{UUID}"}, "zaken", "outside"),
        ({"hoofdObject": f"{ZAKEN}zaken/../zaken/{UUID}"}, "zaken", "outside"),
        ({"hoofdObject": f"{ZAKEN}zaken/a%0ab"}, "zaken", "outside"),
    ],
)
async def test_what_is_of_no_concern_is_taken_and_counted(
    changes: dict[str, Any], kanaal: str, outcome: str
) -> None:
    receiver = Receiver()
    assert (await receiver.post(message(**changes))).status_code == 204
    await receiver.idle()
    assert receiver.inbox.outcomes == {(kanaal, outcome): 1}
    assert not receiver.told


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({"resource": "iets-nieuws", "resourceUrl": f"{ZAKEN}nieuw/1"}, "unknown_resource"),
        ({"actie": "heropend"}, "unknown_actie"),
    ],
)
async def test_what_is_new_counts_as_a_change_of_anything_of_the_hoofdobject(
    changes: dict[str, Any], outcome: str
) -> None:
    receiver = Receiver()
    assert (await receiver.post(message(**changes))).status_code == 204
    await receiver.idle()
    assert receiver.inbox.outcomes == {("zaken", outcome): 1}
    (told,) = receiver.told
    assert (told.resource, told.hoofd_url) == ("*", ZAAK_URL)
    assert told.actie in ("create", "update")


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"\xff", "application/json", 400),
        (b"[" * 20_000, "application/json", 400),
        (message(aanmaakdatum="gisteren"), "application/json", 400),
        (message(kanaal="z" * 51), "application/json", 400),
        (message(resourceUrl="http://" + "z" * 1_000), "application/json", 400),
        (message(hoofdObject=None), "application/json", 400),
        (message(kenmerken=[]), "application/json", 400),
        (b"{" + b" " * 65_536 + b"}", "application/json", 413),
        (message(), "text/plain", 415),
        (message(), "application/json; charset=latin-1", 415),
        (message(), "", 415),
        (message(), "application/cloudevents+json", 400),
        (b"[]", "application/cloudevents-batch+json", 415),
    ],
)
async def test_what_is_no_notification_is_refused(
    body: Any, content_type: str, status: int
) -> None:
    receiver = Receiver()
    answer = await receiver.post(body, Content_Type=content_type)
    assert answer.status_code == status
    schema = "ValidatieFout" if status == 400 else "Fout"
    assert not load_spec_named("vng-notificaties-consumer").complaints(schema, answer.json())
    assert not receiver.told


async def test_only_the_kenmerken_that_say_what_kind_it_is_go_on() -> None:
    """Open Klant sends free text along."""
    receiver = Receiver()
    url = f"http://openklant.sandbox/klantinteracties/api/v1/partijen/{UUID}"
    kenmerken = {
        "nummer": "0000000001",
        "interneNotitie": "Belt vaak",
        "soortPartij": "persoon",
        "catalogus": "x" * 251,
        "zaaktype": 5,
    }
    told = message(
        kanaal="partijen", resource="partij", hoofdObject=url, resourceUrl=url, kenmerken=kenmerken
    )
    assert (await receiver.post(told)).status_code == 204
    await receiver.idle()
    assert [one.kenmerken for one in receiver.told] == [{"soortPartij": "persoon"}]


@pytest.mark.parametrize(
    ("second", "is_repeat"),
    [
        pytest.param({}, True, id="the-same"),
        pytest.param({"aanmaakdatum": "2026-11-24T23:50:31.123456+01:00"}, True, id="same-time"),
        pytest.param({"aanmaakdatum": "2026-11-24T22:50:31.123457Z"}, False, id="later"),
        pytest.param({"actie": "update"}, False, id="another-actie"),
        pytest.param({"resourceUrl": f"{ZAKEN}statussen/{UUID}"}, False, id="another-resource"),
    ],
)
async def test_a_repeat_is_told_as_one(second: dict[str, Any], is_repeat: bool) -> None:
    receiver = Receiver()
    await receiver.post()
    await receiver.post(message(**second))
    await receiver.idle()
    first, again = [set(one.marks) for one in receiver.told]
    assert bool(first & again) is is_repeat
    assert receiver.inbox.outcomes["zaken", "repeat"] == is_repeat


async def test_two_changes_within_one_whole_second_are_never_a_repeat() -> None:
    """A server that tells no fractions gives both the same time."""
    receiver = Receiver()
    for _ in range(2):
        await receiver.post(message(aanmaakdatum="2026-11-24T22:50:31Z"))
    await receiver.idle()
    assert [one.marks for one in receiver.told] == [(), ()]
    assert receiver.inbox.outcomes["zaken", "told"] == 2


async def test_a_message_that_found_no_place_is_no_repeat_when_it_comes_back() -> None:
    receiver = Receiver(queue=1)
    receiver.inbox._telling = asyncio.create_task(asyncio.sleep(0))  # nobody tells just now
    assert (await receiver.post(message(aanmaakdatum=NOW))).status_code == 204
    refused = await receiver.post(message(actie="update"))
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
    assert refused.json()["code"] == "OVERLOADED"
    assert receiver.inbox.outcomes["zaken", "full"] == 1
    await receiver.inbox.aclose()
    assert (await receiver.post(message(actie="update"))).status_code == 204
    await receiver.idle()
    assert [one.actie for one in receiver.told] == ["create", "update"]
    assert receiver.inbox.outcomes["zaken", "repeat"] == 0


async def test_a_burst_is_taken_within_bounds_and_told_in_order() -> None:
    """10,000 messages, as 1,000 a second for ten seconds that nobody had time to tell."""
    receiver = Receiver(queue=10_000)
    waiting = asyncio.create_task(asyncio.sleep(0))
    receiver.inbox._telling = waiting
    body = msgspec.json.encode(message())
    bodies = [body.replace(b".123456Z", b".%06dZ" % number) for number in range(1, 10_002)]
    taken = [receiver.inbox.take([read_notificatie(body)]) for body in bodies]
    assert taken == [True] * 10_000 + [False]
    assert len(receiver.inbox) == 10_000
    assert len(receiver.inbox._seen) <= 50_000
    receiver.inbox._telling = None
    assert (await receiver.post(message(kanaal="test"))).status_code == 204
    await receiver.idle()
    assert len(receiver.told) == 10_000
    told = [one.aanmaakdatum for one in receiver.told]
    assert told == sorted(told)
    assert len(receiver.inbox) == 0


async def test_others_have_their_turn_while_a_burst_is_told() -> None:
    receiver, seen = Receiver(), []
    receiver.inbox._telling = asyncio.create_task(asyncio.sleep(0))
    bericht = read_notificatie(msgspec.json.encode(message()))
    for _ in range(1_000):
        receiver.inbox.take([bericht])
    receiver.inbox._telling = None
    receiver.inbox.take([bericht])
    while receiver.inbox._telling is not None:
        seen.append(len(receiver.told))
        await asyncio.sleep(0)
    assert len(seen) > 3


async def test_a_listener_that_fails_keeps_it_from_no_other(
    caplog: pytest.LogCaptureFixture,
) -> None:
    receiver = Receiver()
    heard: list[Notificatie] = []

    def fails(_: Notificatie) -> None:
        raise ValueError("999993653")

    receiver.landscape.hub.listen(fails)
    receiver.landscape.hub.listen(heard.append)
    with caplog.at_level(logging.ERROR):
        await receiver.post()
        await receiver.idle()
    assert len(heard) == 1
    assert "999993653" not in caplog.text
    assert "ValueError" in caplog.text


async def test_what_waits_is_told_when_the_gateway_stops() -> None:
    receiver = Receiver()
    await receiver.post()
    assert not receiver.told
    await receiver.inbox.aclose()
    assert len(receiver.told) == 1


async def test_how_late_it_is_told_is_measured() -> None:
    receiver = Receiver()
    lags: list[float] = []
    inbox = Inbox(receiver.landscape, 10, wall=lambda: 1_795_560_633.5)
    inbox.on_lag = lags.append
    for made in (NOW, "2099-01-01T00:00:00Z", "2026-11-24T22:50:31"):
        assert inbox.take([read_notificatie(msgspec.json.encode(message(aanmaakdatum=made)))])
    await inbox.aclose()
    assert lags == [pytest.approx(2.376544), 0.0]


async def test_metrics_know_the_kanaal_only_when_the_table_does() -> None:
    receiver = Receiver(metrics_token_env="M", metrics_token=Secret("geheim"))
    await receiver.post()
    await receiver.post(message(kanaal="verzonnen"))
    await receiver.post(b"{")
    await receiver.post(Authorization="")
    await receiver.idle()
    shown = await receiver.http.get("/metrics", headers={"Authorization": "Bearer geheim"})
    lines = set(shown.text.splitlines())
    assert {
        'gateway_notificaties_total{kanaal="zaken",outcome="told"} 1.0',
        'gateway_notificaties_total{kanaal="other",outcome="unknown_kanaal"} 1.0',
        'gateway_notificaties_refused_total{code="BAD_REQUEST"} 1.0',
        'gateway_notificaties_refused_total{code="UNAUTHENTICATED"} 1.0',
        "gateway_notificaties_waiting 0.0",
        "gateway_notificaties_lag_seconds_count 1.0",
    } <= lines
    assert "verzonnen" not in shown.text


SHARED: dict[str, Receiver] = {}
VALUES = st.recursive(
    st.sampled_from([None, True, -1, 10**30, 1.5, "", "é\0", ZAAK_URL, STATUS_URL, NOW, "x" * 300]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.just("hoofdObject"), inner),
    max_leaves=3,
)
FIELDS = st.sampled_from([*message(), *event("x")])


@examples(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    base=st.sampled_from([message(), event("zaken.zaak-gemuteerd"), event("zaken.status.create")]),
    changes=st.dictionaries(FIELDS, VALUES, max_size=4),
    raw=st.none() | st.binary(max_size=40),
    kind=st.sampled_from(["application/json", "application/cloudevents+json"]),
    extra=st.dictionaries(
        st.sampled_from(["ce-specversion", "ce-id", "ce-type", "ce-source", "ce-subject"]),
        st.sampled_from(["1.0", "nl.overheid.zaken.zaak-gemuteerd", "%00%ff", "\xe9", UUID]),
    ),
)
async def test_no_body_whatever_is_an_error_of_ours(
    base: dict[str, Any],
    changes: dict[str, Any],
    raw: bytes | None,
    kind: str,
    extra: dict[str, str],
) -> None:
    receiver = SHARED.setdefault("one", Receiver())
    body = raw if raw is not None else msgspec.json.encode({**base, **changes})
    answer = await receiver.http.post(
        "/notificaties",
        content=body,
        headers=[
            (b"Authorization", AUTH.encode()),
            (b"Content-Type", kind.encode()),
            *((name.encode(), value.encode("latin-1")) for name, value in extra.items()),
        ],
    )
    assert answer.status_code in (204, 400)
    await receiver.idle()
