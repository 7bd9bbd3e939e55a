"""The graph as one HTML file that works without a network: pyvis' node and edge data and its copy of vis-network,
inside our own page.

Whatever comes from documents reaches the page as JSON and is shown as text; the page's policy forbids any script but
the two that are written here, and any request.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import zlib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any

from kg.errors import KgError
from kg.export.clean import one_line
from kg.export.files import write_whole
from kg.export.pagedata import page_data
from kg.schema import Schema, load_schema
from kg.types import Evidence

_POLICY = (
    "default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'none'"
)
# characters of JSON up to which it can be read in the file; what is longer is packed
_PLAIN = 2_000_000
# one scope, in this order
_SCRIPTS = ("words", "model", "panel", "search", "filters", "share", "drawing", "keyboard", "template")
_ESCAPES = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


def write_page(
    graph: Any, evidence: Mapping[str, Evidence], path: Path, *, title: str, schema: Schema | None = None
) -> None:
    """Write the page to ``path``; the same graph gives the same bytes.

    Of more than 2,000 nodes the page draws those with most edges, says so, and holds up to 50,000 for searches and
    neighbourhoods. Data of more than 2 MB are packed, as browsers since 2023 unpack them. Raises KgError where the
    file cannot be written or pyvis came without vis-network.
    """
    drawn, rest = page_data(graph, evidence, schema or load_schema())
    write_whole(path, _page(title, _element("data", drawn), _element("rest", rest)))


def _element(id: str, data: object) -> str:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    if len(text) <= _PLAIN:
        return f'<script type="application/json" id="{id}">{text.translate(_ESCAPES)}</script>'
    packed = base64.b64encode(zlib.compress(text.encode("utf-8"), 9)).decode("ascii")
    return f'<script type="application/zlib" id="{id}">{packed}</script>'


def _page(title: str, data: str, rest: str) -> str:
    scripts = [_vis_network(), _own_script()]
    return Template(_own_file("template.html")).substitute(
        title=html.escape(one_line(title)),
        policy=_POLICY.format(hashes=" ".join(f"'{_hash(script)}'" for script in scripts)),
        style=_own_file("template.css"),
        data=data,
        rest=rest,
        vis=scripts[0],
        script=scripts[1],
    )


def _own_file(name: str) -> str:
    return (files("kg.export") / name).read_text(encoding="utf-8")


def _own_script() -> str:
    parts = "".join(_own_file(f"{name}.js") for name in _SCRIPTS)
    return f'(async () => {{\n"use strict";\n{parts}}})();\n'


def _vis_network() -> str:
    """The newest vis-network that pyvis carries, without its pointer to a source map."""
    folders = (files("pyvis") / "lib").iterdir()
    found = sorted((f.name, f / "vis-network.min.js") for f in folders if f.name.startswith("vis-"))
    if not found:
        raise KgError("pyvis is installed without vis-network: reinstall pyvis")
    script = re.sub(r"\r\n?", "\n", found[-1][1].read_bytes().decode("utf-8"))
    script = re.sub(r"//# sourceMappingURL=\S*", "", script)
    if re.search(r"</script|<!--", script, re.IGNORECASE):
        raise KgError(f"{found[-1][0]} of pyvis cannot stand inside a page")
    return script


def _hash(script: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
