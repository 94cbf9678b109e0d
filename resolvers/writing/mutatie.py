"""One mutation from beginning to end: switched on, not done before, checked, carried out, kept.

Until the first write everything may be broken off: nothing was done. From there on it is finished
in a task of its own, whatever becomes of the client or of the time it gave: half a zaak helps
nobody, and what was done is kept under the idempotency key, in the log and for the answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import msgspec
from graphql import get_argument_values

from policy.idempotency import Found, State, Unreachable, digest, seal, unseal
from resolvers.context import RequestContext
from resolvers.errors import (
    BadUserInputError,
    IdempotencyConflictError,
    IdempotencyInProgressError,
    IdempotencyUnavailableError,
    IdempotencyUnsureError,
    WriteRefusedError,
)
from resolvers.roots import told
from resolvers.writing.uitkomst import Afgekeurd, Stap, Uitkomst, decode, encode
from resolvers.writing.uitvoering import (
    NOT_REACHED,
    Opdracht,
    Stopped,
    Uitvoering,
    tell_unsure,
)

T = TypeVar("T")
Voorbereiden = Callable[[], Awaitable[Opdracht]]
MIN_KEY, MAX_KEY = 8, 255
REFUSALS: dict[State, type[WriteRefusedError]] = {
    State.OTHER: IdempotencyConflictError,
    State.BUSY: IdempotencyInProgressError,
    State.UNSURE: IdempotencyUnsureError,
}


async def muteer(
    info: Any,
    voorbereiden: Voorbereiden,
    *,
    toelichting: str | None = None,
    sleutel: str | None = None,
) -> Uitkomst:
    """Return what became of a mutation.

    `voorbereiden` checks everything and returns what is to be done; it raises Afgekeurd for what
    is wrong with the input. Raises WriteRefusedError, and the SourceError of a register when
    nothing was done.
    """
    context: RequestContext = info.context
    if not context.settings.schrijven:
        raise WriteRefusedError
    beheer = _Sleutel(context, info, sleutel)
    earlier = await beheer.begin()
    if earlier is not None:
        return told(context, info, earlier)
    try:
        with looking_now(context):
            opdracht = await voorbereiden()
    except Afgekeurd as verdict:
        await beheer.release()
        return Uitkomst(verdict.fouten)
    except BaseException:
        await beheer.release()
        raise
    uitkomst = await finished(_carried_out(context, beheer, opdracht, toelichting or ""))
    return told(context, info, uitkomst)


@contextmanager
def looking_now(context: RequestContext) -> Iterator[None]:
    """Read what a write is decided on from the registers themselves, whatever was kept of it.

    A list that is written whole would otherwise undo what another application added meanwhile.
    """
    context.loaders.forget()
    kept, context.call.cache = context.call.cache, None
    try:
        yield
    finally:
        context.call.cache = kept


async def _carried_out(
    context: RequestContext, beheer: _Sleutel, opdracht: Opdracht, toelichting: str
) -> Uitkomst:
    uitkomst = Uitkomst(stappen=[Stap(name) for name in opdracht.stappen])
    uitkomst.urls = dict(opdracht.urls)
    context.schrijven.uitgevoerd[beheer.veld] = uitkomst
    try:
        await opdracht.werk(Uitvoering(context, uitkomst, toelichting))
    except Stopped:
        pass
    except Exception as error:  # noqa: BLE001  what was done by then is told all the same
        uitkomst.failed(error)
        for stap in uitkomst.stappen:
            if stap.gedaan is False and stap.code is None:
                stap.code = NOT_REACHED
    if uitkomst.is_untouched:
        await beheer.release()
        if uitkomst.failures:
            raise uitkomst.failures[0]
        return uitkomst
    if not all(stap.gedaan for stap in uitkomst.stappen):
        tell_unsure(context, uitkomst)
    await beheer.finish(uitkomst)
    return uitkomst


async def finished(work: Coroutine[Any, Any, T]) -> T:
    """Return what this work gives; who is cancelled meanwhile waits for its end all the same.

    The cancellation (the client went away, the time is over) is passed on after that.
    """
    task = asyncio.ensure_future(work)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError as error:
            if task.cancelled():
                raise
            cancelled = error
        except Exception:  # noqa: BLE001  told by the task itself, below
            break
    if cancelled is not None:
        task.exception()
        raise cancelled
    return task.result()


class _Sleutel:
    """The idempotency key of one mutation, if any."""

    def __init__(self, context: RequestContext, info: Any, sleutel: str | None) -> None:
        sessie = context.schrijven
        self._keys, self._secret = sessie.keys, sessie.secret
        self.veld = response_key(info)
        given = sleutel or (f"{sessie.sleutel}/{self.veld}" if sessie.sleutel else "")
        if given and not (MIN_KEY <= len(given) <= MAX_KEY):
            raise BadUserInputError(
                f"an idempotency key has {MIN_KEY} to {MAX_KEY} characters; a UUID is fine"
            )
        self._key = ""
        if given and self._keys is not None:
            caller = context.principal.pseudonym(self._secret)
            self._key = digest(self._secret, "key", caller, given)
            self._payload = digest(self._secret, "payload", *_asked(info))

    async def begin(self) -> Uitkomst | None:
        """Return how this mutation ended before; None when it is to be carried out now."""
        if not self._key or self._keys is None:
            return None
        try:
            found: Found = await self._keys.begin(self._key, self._payload)
        except Unreachable:
            raise IdempotencyUnavailableError from None
        if found.state is State.NEW:
            return None
        if found.state is State.DONE:
            outcome = unseal(self._secret, self._key, found.outcome)
            if outcome is None:
                raise IdempotencyUnsureError
            earlier = decode(outcome)
            if any(stap.gedaan is None for stap in earlier.stappen):
                earlier.failed(IdempotencyUnsureError())
            return earlier
        raise REFUSALS[found.state]

    async def finish(self, uitkomst: Uitkomst) -> None:
        """Keep how it ended. A store that is away then leaves the key begun: never done twice."""
        if self._key and self._keys is not None:
            try:
                sealed = seal(self._secret, self._key, encode(uitkomst))
                await self._keys.finish(self._key, self._payload, sealed)
            except Unreachable:
                return

    async def release(self) -> None:
        """Forget the key: nothing was done."""
        if self._key and self._keys is not None:
            try:
                await self._keys.release(self._key)
            except Unreachable:
                return


def response_key(info: Any) -> str:
    """Return under which name the answer gives this field."""
    node = info.field_nodes[0]
    name: str = (node.alias or node.name).value
    return name


def _asked(info: Any) -> list[str]:
    """Return what is asked: the mutation and its arguments, but for the key itself."""
    node = info.field_nodes[0]
    field = info.parent_type.fields[node.name.value]
    arguments = get_argument_values(field, node, info.variable_values)
    arguments.pop("idempotentiesleutel", None)
    text = msgspec.json.encode(arguments, order="deterministic", enc_hook=str).decode()
    return [node.name.value, text]
