"""A report on the graph that can be sent on: Markdown, or one HTML file without scripts."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from string import Template

from kg.export.clean import one_line
from kg.export.files import write_pieces
from kg.export.stored import Stored
from kg.export.summary import Agreement, Summary, summarize
from kg.schema import Schema

_COLUMNS = ("机构", "地区", "合作方", "签署协议", "提及文档")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+!|~&])")
_BAR = 30


def write_report(
    stored: Stored, path: Path, *, title: str, since: str | None = None, until: str | None = None, most: int = 20
) -> None:
    """Write the report to ``path``: HTML where its suffix is ``.html``, else Markdown.

    ``since`` and ``until`` are ISO dates of any precision, within which agreements and years are told. The same graph
    gives the same bytes. Raises KgError where the file cannot be written.
    """
    summary = summarize(stored, since=since, until=until, most=most)
    span = f"{since or '…'} – {until or '…'}" if since or until else ""
    make = _html if path.suffix.lower() in (".html", ".htm") else _markdown
    write_pieces(path, make(summary, stored.schema, title, span))


def _counts(summary: Summary, schema: Schema) -> str:
    names = {name: kind.zh for name, kind in schema.types.items()} | {"relations": "关系", "documents": "来源文档"}
    return "，".join(f"{names[name]} {number}" for name, number in summary.counts.items() if number)


def _markdown(summary: Summary, schema: Schema, title: str, span: str) -> Iterator[str]:
    yield f"# {_md(title)}\n\n" + (f"{span}\n\n" if span else "") + f"{_counts(summary, schema)}\n\n## 主要合作方\n\n"
    yield _row(_COLUMNS) + _row(["---"] * len(_COLUMNS))
    for p in summary.partners:
        yield _row([_md(p.name), _md(p.region) or "—", p.partners, p.agreements, p.documents])
    yield f"\n## 协议（{len(summary.agreements)}）\n\n"
    for agreement in summary.agreements:
        yield _agreement_md(agreement, schema)
    yield "\n## 地区之间的合作\n\n每格为分属两地（或同属一地）的合作对数。\n\n"
    yield _row(["", *map(_md, summary.regions)]) + _row(["---"] * (len(summary.regions) + 1))
    for one in summary.regions:
        yield _row([_md(one), *(_pairs(summary, one, other) or "" for other in summary.regions)])
    yield "\n## 时间线\n\n"
    most = max((sum(count.values()) for count in summary.years.values()), default=1)
    for year, count in summary.years.items():
        total = sum(count.values())
        yield f"    {year} {'█' * round(total / most * _BAR)} {total}\n"
    yield f"\n{_undated(summary)}\n" if summary.undated else ""


def _agreement_md(agreement: Agreement, schema: Schema) -> str:
    head = f"- **{_md(agreement.name)}**（{_facts(agreement, schema)}）：{_md('、'.join(agreement.parties))}"
    fields = f"；领域：{_md('、'.join(agreement.fields))}" if agreement.fields else ""
    quote = f"\n  > {_md(agreement.quote)} —— {_md(agreement.document)}" if agreement.quote else ""
    return f"{head}{fields}{quote}\n"


def _facts(agreement: Agreement, schema: Schema) -> str:
    status = schema.statuses[agreement.status].zh if agreement.status in schema.statuses else agreement.status
    return f"{agreement.date or '时间未述'}，{status}"


def _undated(summary: Summary) -> str:
    return f"另有 {summary.undated} 条关系时间未述。"


def _pairs(summary: Summary, one: str, other: str) -> int:
    return summary.matrix.get((min(one, other), max(one, other)), 0)


def _md(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", one_line(text))


def _row(cells: object) -> str:
    assert isinstance(cells, list | tuple)
    return f"| {' | '.join(map(str, cells))} |\n"


def _html(summary: Summary, schema: Schema, title: str, span: str) -> Iterator[str]:
    yield Template((files("kg.export") / "report.html").read_text(encoding="utf-8")).substitute(
        title=_text(title),
        span=_text(span),
        counts=_text(_counts(summary, schema)),
        partners="".join(_partner_rows(summary)),
        number=len(summary.agreements),
        agreements="".join(_agreement_html(agreement, schema) for agreement in summary.agreements),
        matrix="".join(_matrix_rows(summary)),
        timeline="".join(_timeline(summary, schema)),
        undated=_undated(summary) if summary.undated else "",
    )


def _text(text: object) -> str:
    return html.escape(one_line(str(text)))


def _partner_rows(summary: Summary) -> Iterator[str]:
    yield f"<tr>{''.join(f'<th scope=col>{name}</th>' for name in _COLUMNS)}</tr>\n"
    for p in summary.partners:
        numbers = "".join(f"<td class=number>{n}</td>" for n in (p.partners, p.agreements, p.documents))
        yield f"<tr><th scope=row>{_text(p.name)}</th><td>{_text(p.region) or '—'}</td>{numbers}</tr>\n"


def _agreement_html(agreement: Agreement, schema: Schema) -> str:
    fields = f"<p class=fields>领域：{_text('、'.join(agreement.fields))}</p>" if agreement.fields else ""
    source = f"<blockquote>{_text(agreement.quote)}<cite>{_text(agreement.document)}</cite></blockquote>"
    return (
        f"<article><h3>{_text(agreement.name)}</h3><p class=facts>{_text(_facts(agreement, schema))}</p>"
        f"<p>{_text('、'.join(agreement.parties))}</p>{fields}{source if agreement.quote else ''}</article>\n"
    )


def _matrix_rows(summary: Summary) -> Iterator[str]:
    """Cells of a blue that grows with the count, white text on the dark ones."""
    yield f"<tr><td></td>{''.join(f'<th scope=col>{_text(region)}</th>' for region in summary.regions)}</tr>\n"
    shown = [_pairs(summary, one, other) for one in summary.regions for other in summary.regions]
    most = max(shown, default=0) or 1
    for one in summary.regions:
        cells = []
        for other in summary.regions:
            number = _pairs(summary, one, other)
            depth = round((number / most) ** 0.5 * 9) if number else 0
            cells.append(f"<td class=d{depth}>{number or ''}</td>")
        yield f"<tr><th scope=row>{_text(one)}</th>{''.join(cells)}</tr>\n"


_FILLS = {"done": "#1f5f8b", "ongoing": "#5b9bc4", "planned": "#d9a441", "proposed": "#ecd9a8", "negated": "#b9837f"}


def _timeline(summary: Summary, schema: Schema) -> Iterator[str]:
    """Bars of an SVG, one for each year, stacked by status."""
    years = summary.years
    most = max((sum(count.values()) for count in years.values()), default=1)
    step, high, every = 44, 180, 1 + len(years) // 16
    size = 11 * max(1.0, len(years) / 20)
    box = f"0 0 {max(1, len(years)) * step + 10} {high + 46}"
    yield f'<svg viewBox="{box}" font-size="{size:.1f}" role="img" aria-label="时间线">\n'
    for place, (year, count) in enumerate(years.items()):
        x, y = place * step + 8, high + 20.0
        for status in _FILLS:
            height = count.get(status, 0) / most * high
            y -= height
            about = (
                f"{year} {schema.statuses[status].zh} {count.get(status, 0)}"
                if status in schema.statuses
                else str(year)
            )
            if height:
                yield f'<rect x="{x}" y="{y:.1f}" width="32" height="{height:.1f}" fill="{_FILLS[status]}">'
                yield f"<title>{about}</title></rect>\n"
        yield f'<text x="{x + 16}" y="{y - 4:.1f}">{sum(count.values()) or ""}</text>'
        label = year if place % every == (len(years) - 1) % every else ""
        yield f'<text x="{x + 16}" y="{high + 42}">{label}</text>\n'
    yield "</svg>\n<p class=legend>"
    for status, fill in _FILLS.items():
        if any(status in count for count in years.values()) and status in schema.statuses:
            yield f'<span><svg viewBox="0 0 10 10"><rect width="10" height="10" fill="{fill}"/></svg>'
            yield f"{schema.statuses[status].zh}</span>"
    yield "</p>\n"
