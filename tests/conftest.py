"""What several test modules use."""

from __future__ import annotations

from pathlib import Path

import pytest
from graphs import hostile, sample

from kg.export.page import write_page
from kg.pipeline import Pipeline


@pytest.fixture(scope="session")
def pipeline() -> Pipeline:
    """The rules of the checkout, loaded once: the extraction keeps nothing between texts."""
    return Pipeline.load()


@pytest.fixture(scope="session")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "page.html"
    write_page(*sample(), path, title="区域医疗合作网络")
    return path


@pytest.fixture(scope="session")
def hostile_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "hostile.html"
    write_page(*hostile(), path, title="</title><script>window.hacked=1</script>")
    return path
