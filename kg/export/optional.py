"""Packages that only some exports need."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from kg.errors import KgError


def need(package: str, extra: str) -> Any:
    """The module of an optional package. Raises KgError, which says how to install it, where it is missing."""
    try:
        return import_module(package)
    except ImportError as error:
        name = package.split(".")[0]
        raise KgError(f"{name} is needed here: pip install 'kg-cooperation[{extra}]'") from error
