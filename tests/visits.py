"""What is done on the page in a browser: the steps of each visit."""

from __future__ import annotations

from pathlib import Path

from external import Visit
from graphs import embedded

Steps = tuple[tuple[object, ...], ...]

SUPPORTS = "n000|supports|n001"
NEGATED = "n000|cooperates_with|negated|n001"
STATE = "[typeof window.hacked, document.querySelectorAll('#panel img, #panel svg, #panel script').length]"
# how many labels are drawn, and how many pairs of them cover one another, by the measures of vis-network
LABELS = """(() => {
  const named = Object.values(window.kgPage.network.body.nodes).filter((node) => node.options.label);
  const boxes = named.map(({ labelModule: { size: { left, top, width, height } }, options: { font: { vadjust } } }) =>
    ({ left, right: left + width, top: top + vadjust, bottom: top + height + vadjust }));
  const pairs = boxes.flatMap((one, number) => boxes.slice(0, number).filter((other) =>
    one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom));
  return [boxes.length, pairs.length];
})()"""
HASH = "decodeURIComponent(location.hash)"
SHARED = "#node=n001&no-status=negated&documents=2&region=%E4%BA%91%E6%BA%AA&until=2025&lang=en"


def hostile_steps(page: Path) -> Steps:
    """Show every node and edge, search, look at a neighbourhood."""
    nodes, edges = list(embedded(page)["nodes"]), list(embedded(page)["edges"])
    steps = [("selectNode", node) for node in nodes] + [("hoverNode", nodes[-1])]
    steps += [("selectEdge", edge) for edge in edges]
    look = [("evaluate", STATE), ("evaluate", "[document.title, document.documentElement.scrollWidth]")]
    search = [("press", "/"), ("type", "script"), ("text", "#found li"), ("press", "Enter"), ("click", ".ego")]
    return (*steps, *look, *search, ("text", "#region option"), ("evaluate", STATE))


EDGE: Steps = (
    ("text", "#shown"),
    ("clickEdge", SUPPORTS),
    ("text", "#panel blockquote"),
    ("text", "#panel blockquote mark.head"),
    ("text", "#panel blockquote mark.trigger"),
    ("text", "#panel .evidence .facts"),
    ("press", "Escape"),
    ("visible", "#panel"),
    ("selectEdge", NEGATED),
    ("text", "#panel .chip.negated"),
    ("accessibility",),
)

NODE: Steps = (
    ("hoverNode", "n001"),
    ("clickNode", "n001"),
    ("text", "#panel h2"),
    ("text", "#panel .facts"),
    ("evaluate", "[...document.querySelectorAll('#panel summary')].map((e) => e.textContent)"),
    ("evaluate", "document.querySelectorAll('#panel .more').forEach((e) => e.click())"),
    ("text", "#panel .part:last-of-type .row"),
    ("text", "#panel .timeline time"),
    ("accessibility",),
    ("shot", "node-1440x900.png"),
    ("click", "#panel .timeline .row"),
    ("text", "#panel blockquote"),
)

FILTERS: Steps = (
    ("click", "#statuses label:has([value=negated])"),
    ("text", "#shown"),
    ("click", "#reset"),
    ("choose", ("#region", "青石")),
    ("text", "#shown"),
    ("choose", ("#region", "")),
    ("slide", ("#least", 3)),
    ("text", "#shown"),
    ("click", "#reset"),
    ("slide", ("#year", 2024)),
    ("text", "#shown"),
    ("click", "#only"),
    ("slide", ("#year", 2026)),
    ("text", "#shown"),
    ("click", "#reset"),
    ("click", "#play"),
    ("text", "#yearTold"),
    ("wait", 1200),
    ("text", "#yearTold"),
    ("click", "#play"),
    ("click", "#reset"),
    ("text", "#shown"),
    ("click", "#language"),
    ("text", "#shown"),
    ("accessibility",),
    ("evaluate", "document.querySelectorAll('#kinds input').forEach((box) => box.click())"),
    ("text", "#nothing p"),
    ("accessibility",),
    ("click", "#nothing button"),
    ("text", "#shown"),
    ("visible", "#nothing"),
)

SEARCH: Steps = (
    ("press", "/"),
    ("focused",),
    ("type", "青石人民"),
    ("text", "#found li"),
    ("press", "Enter"),
    ("text", "#panel h2"),
    ("press", "Escape"),
    ("press", "/"),
    ("type", "yxsykdx"),
    ("text", "#found li"),
    ("press", "ArrowDown"),
    ("press", "Enter"),
    ("text", "#panel h2"),
    ("wait", 300),
    ("evaluate", HASH),
)

KEYS: Steps = (
    ("evaluate", "document.getElementById('graph').focus()"),
    ("press", "ArrowRight"),
    ("text", "#panel h2"),
    ("press", "ArrowRight"),
    ("text", "#panel h2"),
    ("press", "Enter"),
    ("focused",),
    ("press", "Escape"),
    ("visible", "#panel"),
    ("focused",),
    ("press", "?"),
    ("visible", "#keys"),
    ("accessibility",),
    ("press", "Escape"),
    ("press", " "),
    ("text", "#yearTold"),
    ("press", " "),
    ("evaluate", "window.kgPage.network.getScale()"),
    ("press", "+"),
    ("evaluate", "window.kgPage.network.getScale()"),
)

VIEW: Steps = (
    ("text", "#panel h2"),
    ("text", "#shown"),
    ("evaluate", HASH),
    ("click", "#share"),
    ("text", "#note"),
    ("evaluate", "[document.documentElement.lang, document.getElementById('region').value]"),
)

PHONE: Steps = (
    ("evaluate", "document.documentElement.scrollWidth"),
    ("visible", "#filters"),
    ("click", "#menu"),
    ("visible", "#filters"),
    ("press", "Escape"),
    ("shot", "graph-390x844.png"),
    ("selectNode", "n000"),
    ("visible", "#panel"),
    ("evaluate", "document.documentElement.scrollWidth"),
    ("accessibility",),
    ("shot", "node-390x844.png"),
)


def _shot(steps: Steps, folder: Path) -> Steps:
    """The steps, with screenshots going to a folder."""
    return tuple((what, str(folder / str(rest[0]))) if what == "shot" else (what, *rest) for what, *rest in steps)


def core_steps(page: Path) -> Steps:
    """Find what is not drawn at first, look at it, and go back."""
    rest = embedded(page, "rest")["nodes"]
    return (
        ("text", "#shown"),
        ("press", "/"),
        ("type", rest[min(rest)]["name"]),
        ("press", "Enter"),
        ("wait", 300),
        ("text", "#panel h2"),
        ("text", "#shown"),
        ("evaluate", HASH),
        ("press", "Escape"),
        ("press", "Escape"),
        ("wait", 300),
        ("evaluate", "window.kgPage.network.body.data.nodes.length"),
        ("evaluate", HASH),
    )


def visits(page: Path, hostile_page: Path, folder: Path, shots: Path) -> dict[str, Visit]:
    """All visits by name: to the page, to that of hostile documents, and to those of ``folder``."""
    return {
        "edge": Visit(page, EDGE),
        "node": Visit(page, _shot(NODE, shots)),
        "filters": Visit(page, FILTERS),
        "search": Visit(page, SEARCH),
        "keys": Visit(page, KEYS),
        "shared": Visit(page, VIEW, hash=SHARED),
        "shared wrongly": Visit(
            page,
            (("text", "#shown"), ("visible", "#panel")),
            hash="#node=__proto__&edge=<img>&around=constructor&group=99&until=x&documents=1e9&region=<b>&no-kind=,",
        ),
        "core": Visit(folder / "core.html", core_steps(folder / "core.html")),
        "phone": Visit(page, _shot(PHONE, shots), width=390, height=844),
        "hostile": Visit(hostile_page, hostile_steps(hostile_page)),
        "packed": Visit(folder / "packed.html", hostile_steps(hostile_page)),
        "empty": Visit(
            folder / "empty.html",
            (("text", "#shown"), ("text", "#nothing"), ("press", "ArrowRight"), ("press", " ")),
        ),
        "300": Visit(
            folder / "300.html",
            (("wait", 300), ("evaluate", LABELS), ("shot", str(shots / "graph-1440x900.png"))),
            alone=True,
        ),
        "2000": Visit(folder / "2000.html", (("wait", 300), ("evaluate", LABELS)), alone=True),
    }
