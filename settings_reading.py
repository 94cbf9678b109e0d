"""How settings are declared and read from a table: typed, named when wrong, secrets apart."""

from __future__ import annotations

import dataclasses
import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints
from urllib.parse import urlsplit

T = TypeVar("T")


class SettingsError(Exception):
    """A setting is missing or wrong; the message names it and never holds a secret."""


class Secret:
    """A secret that does not print itself."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def __repr__(self) -> str:
        return "Secret(***)"

    __str__ = __repr__

    def reveal(self) -> str:
        """Return the secret itself, for the one place that sends it."""
        return self._value


def setting(doc: str, default: Any = dataclasses.MISSING, *, shown: bool = True) -> Any:
    """Return a dataclass field that carries its own documentation."""
    metadata = {"doc": doc}
    if callable(default):
        return field(default_factory=default, metadata=metadata, repr=shown)
    return field(default=default, metadata=metadata, repr=shown)


def read_toml(path: str, variable: str) -> dict[str, Any]:
    """Return what a file holds. Raises SettingsError naming the variable that names it."""
    try:
        return tomllib.loads(Path(path).read_text("utf-8"))
    except OSError:
        raise SettingsError(f"{variable}: no readable file at {path}") from None
    except ValueError as error:
        raise SettingsError(f"{path}: not valid TOML: {error}") from None


def tables_of(document: Mapping[str, Any], name: str, path: str) -> list[Mapping[str, Any]]:
    tables = document.get(name, [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise SettingsError(f"{path}: write [[{name}]], with double brackets")
    return tables


def check_numbers(settings: Any, may_be_zero: tuple[str, ...], where: str) -> None:
    """Refuse every number below zero, and zero itself where it makes no sense."""
    for name, value in vars(settings).items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            continue
        if not (value >= 0 if name in may_be_zero else value > 0):
            least = "0 or more" if name in may_be_zero else "larger than 0"
            raise SettingsError(f"{where}: '{name}' must be {least}")


def is_root(url: Any) -> bool:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except (TypeError, ValueError, AttributeError):
        return False
    web = parts.scheme in ("http", "https") and bool(parts.hostname)
    plain = not (parts.query or parts.fragment or "@" in parts.netloc)
    return web and plain and not {".", ".."} & set(parts.path.split("/"))


def table_of(values: Mapping[str, Any], name: str, where: str) -> Mapping[str, Any]:
    table = values.get(name, {})
    if not isinstance(table, dict):
        raise SettingsError(f"{where}: '{name}' must be a table")
    return table


def secret_of(variable: str, env: Mapping[str, str], where: str) -> Secret:
    """Return the secret from `variable`, or from the file that `variable`_FILE names."""
    if value := env.get(variable):
        return Secret(value)
    if path := env.get(f"{variable}_FILE"):
        try:
            value = Path(path).read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError):
            raise SettingsError(f"{where}: {variable}_FILE: cannot read that file") from None
        if not value:
            raise SettingsError(f"{where}: {variable}_FILE: that file is empty")
        return Secret(value)
    raise SettingsError(f"{where}: environment variable {variable} (or {variable}_FILE) is not set")


def with_secrets(settings: T, env: Mapping[str, str], names: tuple[str, ...], where: str) -> T:
    """Return the settings with each secret whose variable is named."""
    variables = {name: getattr(settings, f"{name}_env") for name in names}
    found: Any = {name: secret_of(of, env, where) for name, of in variables.items() if of}
    return dataclasses.replace(settings, **found)  # type: ignore[type-var]  # all are dataclasses


def build(cls: type[Any], values: Mapping[str, Any], where: str) -> Any:
    specs = {spec.name: spec for spec in dataclasses.fields(cls)}
    refuse_unknown(values, tuple(specs), where)
    hints = get_type_hints(cls)
    built = {name: _convert(hints[name], value, where, name) for name, value in values.items()}
    for name, spec in specs.items():
        required = spec.default is dataclasses.MISSING
        if required and spec.default_factory is dataclasses.MISSING and name not in built:
            raise SettingsError(f"{where}: '{name}' is missing")
    return cls(**built)


def _convert(wanted: Any, value: Any, where: str, name: str) -> Any:
    origin = get_origin(wanted) or wanted
    if origin in (Union, UnionType):
        origin = next(arg for arg in get_args(wanted) if arg is not type(None))
    if origin is bool and isinstance(value, str):
        if value.lower() in ("true", "false"):
            return value.lower() == "true"
    elif origin in (int, float) and isinstance(value, int | float | str):
        try:
            if not isinstance(value, bool) and not (origin is int and isinstance(value, float)):
                return origin(value)
        except ValueError:
            pass
    elif origin is tuple and isinstance(value, list):
        return tuple(value)
    elif isinstance(value, origin):
        return value
    raise SettingsError(f"{where}: '{name}' must be a {origin.__name__.lower()}")


def refuse_unknown(values: Mapping[str, Any], known: tuple[str, ...], where: str) -> None:
    for name in values:
        if name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            hint = f"; did you mean '{close[0]}'?" if close else ""
            raise SettingsError(f"{where}: unknown setting '{name}'{hint}")


def slash(url: str) -> str:
    return url if url.endswith("/") else f"{url}/"
