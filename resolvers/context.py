"""What one GraphQL request carries to every resolver."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from graphql import GraphQLError, GraphQLResolveInfo

from policy.grants import UNLIMITED, Rights
from policy.identity import DEVELOPER, Principal
from resolvers.writing.sessie import Schrijfsessie
from settings import GatewaySettings
from sources.call import Call
from sources.landscape import Landscape
from sources.loader import Loaders

if TYPE_CHECKING:
    from resolvers.downloads import Desk

ResolveInfo: TypeAlias = GraphQLResolveInfo[Any]


@dataclass(slots=True)
class RequestContext:
    """The loaders of this request and what they work with."""

    loaders: Loaders
    settings: GatewaySettings
    principal: Principal = DEVELOPER
    """Who asks."""
    rights: Rights = UNLIMITED
    """What the policy gives them."""
    schrijven: Schrijfsessie = field(default_factory=Schrijfsessie)
    """What this request writes."""
    missing: list[GraphQLError] = field(default_factory=list)
    """What is missing of answers that stand (planning/partial.py), when graphql-core runs."""
    event: Any = None
    """What happened, while the event of a subscription is made."""
    desk: Desk | None = None
    """Hands out what leads to the contents of documents; None when that is not configured."""

    @property
    def landscape(self) -> Landscape:
        """The configured upstreams."""
        return self.loaders.landscape

    @property
    def call(self) -> Call:
        """Who asks, and what was asked of the upstreams so far."""
        return self.loaders.call


def context_of(info: ResolveInfo) -> RequestContext:
    """Return the request's context, typed."""
    context: RequestContext = info.context
    return context
