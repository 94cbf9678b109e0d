"""Where the parts of one process hear that something changed in a register."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping

import msgspec

log = logging.getLogger("gateway.notificaties")


class Notificatie(msgspec.Struct, frozen=True, kw_only=True):
    """That something changed in a register (Notificaties API 1.0, `Notificatie`).

    It says where, never what: whoever wants to know reads it again, with their own rights.
    """

    kanaal: str
    resource: str
    """Lower-case name of the type that changed, such as `zaak` or `status`; `*` when that is not
    told: anything of the hoofdobject."""
    actie: str
    """`create`, `update`, `partial_update` or `destroy`."""
    url: str
    """The resource that changed, as its register writes it (`resourceUrl`)."""
    hoofd_url: str = ""
    """What it is part of (`hoofdObject`); itself when it is part of nothing."""
    kenmerken: Mapping[str, str] = msgspec.field(default_factory=dict)
    aanmaakdatum: str = ""
    is_own: bool = False
    """This gateway just wrote it; the register's own notification is still to come."""
    from_elsewhere: bool = False
    """Another gateway process passed it on."""
    marks: tuple[str, ...] = ()
    """What is the same when the same message comes again, here or at another process; none when
    that is not sure. Who shows changes shows each once; who keeps anything drops it again, for that
    costs one read and the other mistake shows what is no longer so."""


Listener = Callable[[Notificatie], None]


class Hub:
    """Passes notifications on within one process, at once and in the order they come."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Have every notification from now on shown to `listener`; return what ends that.

        It is called synchronously, so it must be quick, and must not raise.
        """
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def tell(self, notificatie: Notificatie) -> None:
        """Show a notification to every listener; one that raises keeps it from no other."""
        for listener in tuple(self._listeners):
            try:
                listener(notificatie)
            except Exception as error:  # noqa: BLE001  a cache must hear it, whatever another does
                code = type(error).__name__
                log.error("a listener failed on a notification: %s", code, extra={"code": code})
