"""Find and read the YAML files under ``rules/``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from kg.errors import KgError

_PACKAGED = Path(__file__).parent / "rules"
_CHECKOUT = Path(__file__).parent.parent / "rules"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def default_rules() -> Path:
    """The folder of rules that came with the package, or that of the checkout it is run from."""
    return _PACKAGED if _PACKAGED.is_dir() else _CHECKOUT


def load_yaml(path: Path) -> Any:
    """The content of a YAML file.

    Raises KgError, with file and line, where the file is missing or is not YAML.
    """
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except OSError as error:
        raise KgError(f"{path}: {error.strerror or error}") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise KgError(f"{path}:{line}: {error.problem or 'not valid YAML'}") from error
