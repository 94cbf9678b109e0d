"""What a client is told of an error, and what the log is: codes and names, never values."""

from __future__ import annotations

import logging
from collections.abc import Collection
from typing import Any

from graphql import GraphQLError

from resolvers.errors import WRITE_REFUSALS, BadUserInputError, WriteRefusedError
from sources.errors import ContractError, SourceError, scrub

log = logging.getLogger("gateway.graphql")
MAX_MESSAGE = 1_000
"""Characters of a message; graphql-core repeats what a client sent."""

GATEWAY_CODES = (
    "GRAPHQL_PARSE_FAILED",
    "GRAPHQL_VALIDATION_FAILED",
    "BAD_USER_INPUT",
    "UNAUTHENTICATED",
    "AUTHENTICATION_UNAVAILABLE",
    "AUTHORISATION_UNAVAILABLE",
    "BAD_REQUEST",
    "PERSISTED_QUERY_NOT_FOUND",
    "REQUEST_TOO_LARGE",
    "REQUEST_TIMEOUT",
    "HEADERS_TOO_LARGE",
    "DOCUMENT_LIMIT_EXCEEDED",
    "DOCUMENT_NOT_TRUSTED",
    "COST_LIMIT_EXCEEDED",
    "RATE_LIMITED",
    "OVERLOADED",
    "SUBSCRIPTION_LIMIT_EXCEEDED",
    "RESUME_NOT_POSSIBLE",
    "OPERATION_TIMEOUT",
    "LOGBOEK_UNAVAILABLE",
    *(refusal.code for refusal in WRITE_REFUSALS),
    "DOWNLOAD_UNKNOWN",
    "DOWNLOAD_EXPIRED",
    "RANGE_NOT_SATISFIABLE",
    "LENGTH_REQUIRED",
    "UPLOAD_TYPE",
    "UPLOAD_INFECTED",
    "SCAN_UNAVAILABLE",
    "DIGEST_MISMATCH",
    "UPLOAD_FULL",
    "UPLOAD_UNAVAILABLE",
    "INTERNAL_ERROR",
)


def error_body(code: str, message: str, **extensions: Any) -> dict[str, Any]:
    """Return a response that holds one error and no data."""
    return {"errors": [{"message": told(message), "extensions": {"code": code, **extensions}}]}


def told(message: str) -> str:
    """Return a message as a client may see it: masked, and not longer than it is useful."""
    return scrub(message[:MAX_MESSAGE])


def format_error(error: GraphQLError) -> dict[str, Any]:
    """Return an error of execution as the client sees it."""
    original = error.original_error
    formatted: dict[str, Any] = {"message": "", "path": masked_path(error.path)}
    if error.locations:
        formatted["locations"] = [place.formatted for place in error.locations]
    if isinstance(original, SourceError):
        formatted["message"] = str(original)
        formatted["extensions"] = source_extensions(original)
    elif isinstance(original, WriteRefusedError):
        formatted["message"] = str(original)
        formatted["extensions"] = {"code": original.code, "retryable": original.retryable}
    elif is_clients(original):
        formatted["message"] = told(error.message)
        formatted["extensions"] = {"code": "BAD_USER_INPUT"}
    elif isinstance(original, GraphQLError):
        formatted["message"] = "a value of a register does not fit its type"
        formatted["extensions"] = {"code": ContractError.code, "retryable": False}
    else:
        formatted["message"] = "internal error"
        formatted["extensions"] = {"code": "INTERNAL_ERROR"}
    return {name: value for name, value in formatted.items() if value is not None}


def is_clients(original: BaseException | None) -> bool:
    """Whether what went wrong is in the request.

    graphql-core says the same way that an argument is wrong and that a value does not fit its
    scalar (2 to the 31st in an Int); only the former stands somewhere in the document.
    """
    if isinstance(original, GraphQLError):
        return bool(original.nodes) and original.original_error is None
    return original is None or isinstance(original, BadUserInputError)


def code_of(original: BaseException | None) -> str:
    """Return the code of an error by what raised it."""
    if is_clients(original):
        return "BAD_USER_INPUT"
    if isinstance(original, GraphQLError):
        return ContractError.code
    return str(getattr(original, "code", "INTERNAL_ERROR"))


def masked_path(path: Collection[str | int] | None) -> list[str | int] | None:
    """Return the path of an error; a client may have named a field after a BSN."""
    if path is None:
        return None
    return [scrub(step) if isinstance(step, str) else step for step in path]


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
    path = scrub(".".join(part for part in error.path or () if isinstance(part, str)))
    kind = type(original).__name__ if original is not None else "GraphQLError"
    code = code_of(original)
    extra = {"operation": scrub(operation), "field": path, "kind": kind, "code": code}
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
