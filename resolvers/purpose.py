"""Which purpose (doelbinding) a request is made for, and whether its caller may use it."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence

from policy.doelbinding import Doelbinding, DoelbindingError
from policy.grants import Rights
from policy.identity import Principal
from settings import DoelbindingSettings, GatewaySettings, SettingsError
from sources.call import Call, Purpose

log = logging.getLogger("gateway.purpose")
NONE_NAMED = "none was named"
UNKNOWN = "the one that was named is not configured"
NOT_GIVEN = "this caller may not use it"
TELLS_A_BSN = "the user would be told by a BSN"


class Purposes:
    """The configured purposes."""

    def __init__(
        self,
        doelbindingen: Sequence[DoelbindingSettings],
        settings: GatewaySettings,
        upstreams: Iterable[str],
    ) -> None:
        """Raise SettingsError when a purpose is wrong, or a named default does not exist."""
        known = set(upstreams)
        self._by_name: dict[str, Doelbinding] = {}
        self._defaults: dict[str, str] = {}
        for table in doelbindingen:
            one = Doelbinding(
                table.name, table.activity, table.headers, frozenset(table.default_for)
            )
            try:
                one.check(known)
            except DoelbindingError as error:
                raise SettingsError(str(error)) from None
            taken = one.default_for & self._defaults.keys()
            if one.name in self._by_name or taken:
                raise SettingsError(f"doelbinding {one.name!r} or its default stands there twice")
            self._by_name[one.name] = one
            self._defaults |= dict.fromkeys(one.default_for, one.name)
        self._citizen = settings.citizen_purpose
        if self._citizen and self._citizen not in self._by_name:
            raise SettingsError("gateway: 'citizen_purpose' is not a configured doelbinding")

    @property
    def names(self) -> Sequence[str]:
        """The configured purposes, in the order of the settings."""
        return tuple(self._by_name)

    def apply(self, call: Call, named: str | None, principal: Principal, rights: Rights) -> None:
        """Give the call its purpose, or the reason why it has none.

        `named` is what the request names, in a header or in a trusted document of its own.
        """
        found = self.purpose_of(named, call, principal, rights)
        if isinstance(found, Purpose):
            call.purpose = found
        else:
            call.no_purpose = found

    def purpose_of(
        self, named: str | None, call: Call, principal: Principal, rights: Rights
    ) -> Purpose | str:
        """Return the purpose a request may use, or why it has none.

        A citizen or company does not choose: theirs is configured. Whoever names none gets the
        default of their client_id, when there is one.
        """
        name = self._citizen if principal.is_own_only else named or self._default(principal)
        if not name:
            return NONE_NAMED
        doelbinding = self._by_name.get(name)
        if doelbinding is None:
            return UNKNOWN
        if not rights.allows_purpose(name):
            return NOT_GIVEN
        caller = call.caller
        values = {
            "user_id": caller.user_id,
            "representation": caller.representation,
            "client_id": principal.client_id,
        }
        try:
            headers = doelbinding.headers_for(values)
        except DoelbindingError as error:
            log.warning("no purpose: %s", error, extra={"doelbinding": name})
            return TELLS_A_BSN
        return Purpose(name, doelbinding.verwerking, headers)

    def _default(self, principal: Principal) -> str | None:
        return self._defaults.get(principal.client_id) or self._defaults.get("*")
