"""Components outside Python that tests use: where one is missing, tests are skipped, but in CI they fail."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pytest

NODE = Path(__file__).parent / "node"
BROWSERS = {
    "chromium": os.environ.get("KG_CHROMIUM", "/usr/bin/chromium"),
    "firefox": os.environ.get("KG_FIREFOX", "/usr/bin/firefox-esr"),
}


def need(found: bool, message: str) -> None:
    """Go on where ``found``; else skip, or fail in CI, saying what to install."""
    if found:
        return
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


def run_node(script: str, argument: str) -> Any:
    """What a script of ``tests/node`` prints as JSON."""
    need(shutil.which("node") is not None, "node is missing: apt-get install nodejs npm")
    need((NODE / "node_modules").is_dir(), f"run npm install --no-package-lock in {NODE}")
    result = subprocess.run(["node", script, argument], cwd=NODE, capture_output=True, text=True, timeout=180)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


@dataclass(frozen=True, slots=True)
class Visit:
    """A page to open, and the steps to take on it (see ``tests/node/page.js``)."""

    file: Path
    steps: tuple[tuple[object, ...], ...]
    hash: str = ""
    width: int = 1440
    height: int = 900
    alone: bool = False


def browse(folder: Path, *visits: Visit, browser: str = "chromium") -> list[Any]:
    """What one headless browser saw on each visit; ``folder`` is for notes to it."""
    program = BROWSERS[browser]
    need(Path(program).exists(), f"{program} is missing: apt-get install {Path(program).name} fonts-noto-cjk")
    told = [asdict(visit) | {"file": str(visit.file)} for visit in visits]
    jobs = folder / f"visits-{browser}.json"
    jobs.write_text(json.dumps({"browser": browser, "program": program, "visits": told}), encoding="utf-8")
    seen = run_node("page.js", str(jobs))
    assert isinstance(seen, list)
    return seen
