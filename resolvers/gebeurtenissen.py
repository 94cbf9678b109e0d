"""What happened in a register, and whether one caller may know: the events of subscriptions.

A notification says where something changed. What the caller gets is read at that moment with their
own rights; who may not see the zaak, document or contact gets nothing, and no event either.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from planning.reads import Reads, Way, reading
from planning.zaken import read_zaak
from policy.grants import Rights, level
from resolvers.context import RequestContext, ResolveInfo
from resolvers.zaakfilter import ZaakTest
from sources.client import UpstreamClient
from sources.documenten.resources import ENKELVOUDIGINFORMATIEOBJECT
from sources.errors import SourceError
from sources.guard import OPEN
from sources.klantinteracties.resources import BETROKKENE, KLANTCONTACT
from sources.landscape import Landscape
from sources.loader import settled
from sources.notificaties.hub import Notificatie
from sources.resource import Resource
from sources.zaken.resources import ROL, ZAAK, ZAAKINFORMATIEOBJECT, ZAAKOBJECT

MAIN: Mapping[str, tuple[str, Resource[Any]]] = {
    "zaken": ("zaak", ZAAK),
    "documenten": ("enkelvoudiginformatieobject", ENKELVOUDIGINFORMATIEOBJECT),
    "klantcontacten": ("klantcontact", KLANTCONTACT),
}
"""Per kanaal: the resource that its notifications are about, and how that is read."""
FOLLOWING = frozenset({"status", "substatus", "resultaat", "zaakeigenschap", "gebruiksrechten"})
"""Parts that whoever sees the whole may see."""
JUDGED: Mapping[str, Resource[Any]] = {
    "rol": ROL,
    "zaakobject": ZAAKOBJECT,
    "zaakinformatieobject": ZAAKINFORMATIEOBJECT,
}
"""Parts that the policy judges one by one."""
MAX_PARTS_READ = 5
"""Parts of one burst that are read to find one that the caller may see."""
NAME = re.compile(r"[a-z]{1,40}\Z")
CREATE, DESTROY = "create", "destroy"


class Subject(NamedTuple):
    """What changed, whatever URL its register wrote."""

    kanaal: str
    register: str
    uuid: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events a subscription is about."""

    kanaal: str
    uuid: str | None = None
    """Only this zaak or document; None: each that meets the rest."""
    test: ZaakTest | None = None
    partij: str | None = None
    """Only contacts in which this partij (uuid) took part."""
    created_only: bool = False

    def may_want(self, subject: Subject, notificaties: Sequence[Notificatie]) -> bool:
        """Whether an event on this subject can be wanted, by what the notifications tell."""
        if self.uuid is not None and self.uuid != subject.uuid:
            return False
        if not any(map(self.is_about, notificaties)):
            return False
        return self.test is None or self.test.may_meet(notificaties[-1].kenmerken)

    def is_about(self, notificatie: Notificatie) -> bool:
        """Whether this kind of change is asked at all."""
        return not self.created_only or notificatie.actie == CREATE

    async def wants(self, context: RequestContext, subject: Subject, record: Any) -> bool:
        """Whether this record is wanted. Raises SourceError."""
        if self.test is not None and not self.test.meets(record):
            return False
        if self.partij is None:
            return True
        client = context.landscape.clients[subject.register]
        return await concerns_partij(context, client, subject.uuid, self.partij)


@dataclass(slots=True)
class Gebeurtenis:
    """One event, as one caller may see it."""

    id: str
    notificatie: Notificatie
    record: Any
    """What it is about; None when that is no longer there."""

    @property
    def actie(self) -> str:
        """What was done."""
        return "update" if self.notificatie.actie == "partial_update" else self.notificatie.actie

    @property
    def resource(self) -> str:
        """What it was done to."""
        name = self.notificatie.resource
        return name if NAME.match(name) else "onbekend"

    @property
    def moment(self) -> str:
        """When, as the register tells; else when it was heard."""
        try:
            told = datetime.fromisoformat(self.notificatie.aanmaakdatum)
        except ValueError:
            told = datetime.now(UTC)
        return (told if told.tzinfo else told.replace(tzinfo=UTC)).isoformat()


def subject_of(landscape: Landscape, notificatie: Notificatie) -> Subject | None:
    """Return what a notification is about; None when no subscription can be about it."""
    main = MAIN.get(notificatie.kanaal)
    if main is None:
        return None
    try:
        ref = landscape.ref(main[1], notificatie.hoofd_url or notificatie.url)
    except SourceError:
        return None
    return Subject(notificatie.kanaal, ref.client.name, ref.uuid)


def is_end(notificatie: Notificatie) -> bool:
    """Whether the zaak, document or contact itself was destroyed."""
    main = MAIN.get(notificatie.kanaal)
    is_main = main is not None and notificatie.resource == main[0]
    return is_main and notificatie.actie == DESTROY


def may_be_seen(rights: Rights, subject: Subject, kenmerken: Mapping[str, str]) -> bool:
    """Whether reading it can give anything: False only when the kenmerken already exclude it."""
    if subject.kanaal != "zaken":
        return True
    secrecy = kenmerken.get("vertrouwelijkheidaanduiding")
    zaaktype = kenmerken.get("zaaktype")
    for grant in rights.grants:
        if not grant.allows(subject.kanaal, subject.register):
            continue
        for rule in grant.zaken:
            types = rule.types
            fits = rule.is_open or secrecy is None or level(secrecy) <= rule.level
            if fits and (types is None or types.needs_catalogus or not zaaktype):
                return True
            if fits and types is not None and zaaktype in types.urls:
                return True
    return False


async def read_subject(context: RequestContext, subject: Subject, asked: frozenset[str]) -> Any:
    """Return what it is about as the caller sees it, with what is selected of it. None: nothing.

    Raises SourceError when that cannot be known now.
    """
    client = context.landscape.clients[subject.register]
    resource = MAIN[subject.kanaal][1]
    if not context.call.guard.reaches(client, resource):
        return None
    if resource is ZAAK:
        return await read_zaak(context.loaders, client, subject.uuid, asked)
    return await settled(context.loaders.by_uuid(resource, client, subject.uuid))


async def told_of(
    context: RequestContext, notificaties: Sequence[Notificatie]
) -> Notificatie | None:
    """Return the newest of these that the caller may know of. Raises SourceError."""
    left = MAX_PARTS_READ
    for notificatie in reversed(notificaties):
        main = MAIN[notificatie.kanaal][0]
        if notificatie.resource == main or notificatie.resource in FOLLOWING:
            return notificatie
        if context.call.guard is OPEN:
            return notificatie
        resource = JUDGED.get(notificatie.resource)
        if resource is None or left == 0:
            continue
        if notificatie.actie == DESTROY:
            if not context.principal.is_own_only and resource is not ZAAKINFORMATIEOBJECT:
                return notificatie
            continue
        left -= 1
        if await _sees_part(context, resource, notificatie.url):
            return notificatie
    return None


async def _sees_part(context: RequestContext, resource: Resource[Any], url: str) -> bool:
    try:
        return await settled(context.loaders.by_url(resource, url)) is not None
    except SourceError as error:
        if error.retryable:
            raise
        return False


async def concerns_partij(
    context: RequestContext, client: UpstreamClient, klantcontact: str, partij: str
) -> bool:
    """Whether a betrokkene of this klantcontact (uuid) was this partij. Raises SourceError."""
    asked = (("hadKlantcontact__uuid", klantcontact),)
    rows: Iterable[Any] = await settled(context.loaders.lists(client, BETROKKENE).get(asked))
    return any(row.was_partij_ref is not None and row.was_partij_ref.uuid == partij for row in rows)


def record_edge(resource: Resource[Any]) -> Callable[..., Any]:
    """Return the edge from an event to what it is about, which was read to decide on it."""

    def resolve(event: Gebeurtenis, _info: ResolveInfo) -> Any:
        return event.record

    return reading(resolve, Reads(Way.FOUND, resource))
