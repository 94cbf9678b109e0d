"""What a client is told of an error, and what the log is: codes and names, never values."""

from __future__ import annotations

import logging
from typing import Any

from graphql import GraphQLError

from resolvers.errors import BadUserInputError
from sources.errors import SourceError, scrub

log = logging.getLogger("gateway.graphql")

GATEWAY_CODES = (
    "GRAPHQL_PARSE_FAILED",
    "GRAPHQL_VALIDATION_FAILED",
    "BAD_USER_INPUT",
    "BAD_REQUEST",
    "PERSISTED_QUERY_NOT_FOUND",
    "REQUEST_TOO_LARGE",
    "OPERATION_TIMEOUT",
    "LOGBOEK_UNAVAILABLE",
    "INTERNAL_ERROR",
)


def error_body(code: str, message: str) -> dict[str, Any]:
    """Return a response that holds one error and no data."""
    return {"errors": [{"message": scrub(message), "extensions": {"code": code}}]}


def format_error(error: GraphQLError) -> dict[str, Any]:
    """Return an error of execution as the client sees it."""
    original = error.original_error
    formatted: dict[str, Any] = {"message": "", "path": error.path}
    if error.locations:
        formatted["locations"] = [place.formatted for place in error.locations]
    if isinstance(original, SourceError):
        formatted["message"] = str(original)
        formatted["extensions"] = source_extensions(original)
    elif original is None or isinstance(original, BadUserInputError):
        formatted["message"] = scrub(error.message)
        formatted["extensions"] = {"code": "BAD_USER_INPUT"}
    else:
        formatted["message"] = "internal error"
        formatted["extensions"] = {"code": "INTERNAL_ERROR"}
    return {name: value for name, value in formatted.items() if value is not None}


def source_extensions(error: SourceError) -> dict[str, Any]:
    """Return the extensions of an upstream's error."""
    extensions: dict[str, Any] = {
        "code": error.code,
        "upstream": error.upstream,
        "retryable": error.retryable,
    }
    if error.invalid_params:
        extensions["invalidParams"] = [
            {"name": param.name, "code": param.code, "reason": param.reason}
            for param in error.invalid_params
        ]
    return extensions


def log_error(error: GraphQLError, operation: str) -> None:
    """Log an error by its kind and place; an internal one with its stack but without its text."""
    original = error.original_error
    path = ".".join(str(part) for part in error.path or () if not isinstance(part, int))
    kind = type(original).__name__ if original is not None else "GraphQLError"
    code = getattr(original, "code", "BAD_USER_INPUT" if original is None else "INTERNAL_ERROR")
    extra = {"operation": operation, "field": path, "kind": kind, "code": code}
    message = "graphql error: %s at %s (%s)"
    if code == "INTERNAL_ERROR":
        log.error(message, code, path, _stack(original), extra=extra)
    else:
        log.info(message, code, path, kind, extra=extra)


def _stack(error: BaseException | None) -> str:
    """Return where an error was raised: file names, lines and functions, no values."""
    frames = []
    trace = error.__traceback__ if error is not None else None
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append(f"{code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return f"{type(error).__name__} in {' > '.join(frames[-6:])}"
