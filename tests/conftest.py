"""What several test modules use."""

from __future__ import annotations

import pytest

from kg.pipeline import Pipeline


@pytest.fixture(scope="session")
def pipeline() -> Pipeline:
    """The rules of the checkout, loaded once: the extraction keeps nothing between texts."""
    return Pipeline.load()
