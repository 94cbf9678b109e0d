"""The Notificaties API of the sandbox (NRC 1.0.1, as Open Notificaties behaves)."""

from sandbox.notificaties.app import Notificaties, build_notificaties

__all__ = ["Notificaties", "build_notificaties"]
