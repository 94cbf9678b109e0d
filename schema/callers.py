"""Builds what lets callers in, from the settings; and says what is wrong with it, for `check`."""

from __future__ import annotations

import dataclasses
import logging
import secrets
from collections.abc import AsyncIterator, Callable
from typing import Any

from policy.authentication import Authenticator, pseudonyms
from policy.authentication_claims import ClaimPaths, Pseudonymise
from policy.authentication_oidc import DISCOVERY, IssuerConfig, OidcIssuer
from policy.authentication_token import CannotVerifyError
from policy.authentication_zgw import ZgwClient, ZgwClients
from policy.beleid import Beleid
from policy.identity import DEVELOPER
from schema.admission import Admissions
from settings import GatewaySettings, Settings, SettingsError, UpstreamSettings
from settings_callers import IssuerSettings
from sources.autorisaties.reader import Autorisaties
from sources.client import UpstreamClient
from sources.errors import SourceError
from sources.landscape import Landscape
from sources.oidc import IssuerDocuments

log = logging.getLogger("gateway.authentication")
MAX_DOCUMENT_BYTES = 1_048_576
NUMBERS = ("bsn", "kvk_nummer", "rsin", "vestigingsnummer")
TransportOf = Callable[[UpstreamSettings], Any]


class Callers:
    """Everything that lets callers in, and what it holds open."""

    def __init__(
        self, settings: Settings, landscape: Landscape, beleid: Beleid, transport_of: TransportOf
    ) -> None:
        gateway = settings.gateway
        check_callers(settings, landscape, beleid)
        pseudonymise = pseudonyms(_pseudonym_secret(gateway))
        self._clients: list[UpstreamClient] = []
        self.issuers = [
            self._issuer(issuer, pseudonymise, transport_of) for issuer in settings.issuers
        ]
        clients = [
            ZgwClient(
                client_id=client.client_id,
                secret=client.secret.reveal().encode(),
                roles=frozenset(client.roles),
                max_age=client.max_age,
                leeway=client.leeway,
            )
            for client in settings.clients
        ]
        developer = None
        if development(settings):
            developer = dataclasses.replace(
                DEVELOPER,
                user_id=gateway.user_id,
                representation=gateway.user_representation,
            )
            log.warning("DEVELOPMENT MODE: callers without a token see everything of the sandbox")
        self._authenticator = Authenticator(
            self.issuers,
            ZgwClients(clients, pseudonymise),
            anonymous=developer,
            max_bytes=gateway.max_token_bytes,
        )
        registers = [client for client in landscape if client.settings.api == "autorisaties"]
        self.autorisaties = Autorisaties(
            registers, ttl=gateway.autorisaties_ttl, max_age=gateway.autorisaties_max_age
        )
        self.admissions = Admissions(self._authenticator, beleid, self.autorisaties)

    def _issuer(
        self, issuer: IssuerSettings, pseudonymise: Pseudonymise, transport_of: TransportOf
    ) -> OidcIssuer:
        upstream = _as_upstream(issuer)
        client = UpstreamClient(upstream, transport_of(upstream))
        self._clients.append(client)
        documents = IssuerDocuments(client)

        async def fetch(url: str) -> Any:
            try:
                return await documents.fetch(url)
            except SourceError as error:
                raise CannotVerifyError(issuer.name, _why(error)) from None

        return OidcIssuer(issuer_config(issuer), fetch, pseudonymise)

    async def check(self) -> AsyncIterator[tuple[str, str]]:
        """Yield per issuer its name and `ok`, or why its keys cannot be read."""
        for issuer in self.issuers:
            try:
                await issuer.keys.ready()
            except CannotVerifyError as error:
                yield issuer.config.name, str(error)
            else:
                yield issuer.config.name, "ok"

    async def aclose(self) -> None:
        """Stop what is being read and close the connections to the issuers."""
        await self._authenticator.aclose()
        await self.autorisaties.aclose()
        for client in self._clients:
            await client.aclose()


def development(settings: Settings) -> bool:
    """Whether callers without a token are let in."""
    return settings.is_sandbox and settings.gateway.development is not False


def check_callers(settings: Settings, landscape: Landscape, beleid: Beleid) -> None:
    """Raise SettingsError when nobody could be let in, or somebody who should not be."""
    gateway = settings.gateway
    if gateway.development and not settings.is_sandbox:
        raise SettingsError("gateway: 'development' is for the sandbox, not for a real landscape")
    if settings.is_sandbox:
        return
    if not settings.issuers and not settings.clients:
        raise SettingsError(
            "nobody can ask: configure an [[issuer]] or a [[client]]; see docs/authentication.md"
        )
    if not gateway.beleid:
        raise SettingsError("gateway: 'beleid' is missing: the policy file that says who sees what")
    if any(map(has_citizens, settings.issuers)) and not gateway.pseudonym_secret.reveal():
        raise SettingsError("gateway: 'pseudonym_secret_env' is missing: an issuer has citizens")
    if beleid.from_autorisaties and not any(
        client.settings.api == "autorisaties" for client in landscape
    ):
        raise SettingsError("beleid: 'autorisaties' needs an [[upstream]] that speaks that API")


def has_citizens(issuer: IssuerSettings) -> bool:
    """Whether tokens of this issuer may be of citizens or companies."""
    claims = issuer.claims
    named = (getattr(claims, prefix + name) for name in NUMBERS for prefix in ("", "represented_"))
    return issuer.citizens or any(named)


def issuer_config(issuer: IssuerSettings) -> IssuerConfig:
    """Return the settings of an issuer as the policy knows them."""
    return IssuerConfig(
        name=issuer.name,
        issuer=issuer.issuer,
        audience=frozenset(issuer.audience),
        algorithms=frozenset(issuer.algorithms),
        leeway=issuer.leeway,
        required_claims=frozenset(issuer.required_claims),
        parties=frozenset(issuer.parties),
        discovery_url=issuer.discovery_url or _discovery_url(issuer),
        jwks_url=issuer.jwks_url,
        only_at_jwt=issuer.only_at_jwt,
        citizens=issuer.citizens,
        claims=ClaimPaths(**dataclasses.asdict(issuer.claims)),
        key_ttl=issuer.key_ttl,
        key_max_age=issuer.key_max_age,
        key_interval=issuer.key_interval,
    )


def _discovery_url(issuer: IssuerSettings) -> str:
    """Return where the document is by default: below the issuer, or below another `root`."""
    url = issuer.issuer.rstrip("/") + DISCOVERY
    return url if url.startswith(issuer.root) else issuer.root.rstrip("/") + DISCOVERY


def _as_upstream(issuer: IssuerSettings) -> UpstreamSettings:
    return UpstreamSettings(
        name=issuer.name,
        api="oidc",
        root=issuer.root or issuer.issuer.rstrip("/") + "/",
        connect_timeout=issuer.connect_timeout,
        read_timeout=issuer.read_timeout,
        total_timeout=issuer.total_timeout,
        ca_file=issuer.ca_file,
        concurrency=4,
        retries=1,
        breaker_cooldown=2.0,
        max_response_bytes=MAX_DOCUMENT_BYTES,
    )


def _pseudonym_secret(gateway: GatewaySettings) -> bytes:
    return gateway.pseudonym_secret.reveal().encode() or secrets.token_bytes(32)


def _why(error: SourceError) -> str:
    return f"{error.code}{f' ({error.reason})' if error.reason else ''}"
