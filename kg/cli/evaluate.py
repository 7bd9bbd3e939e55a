"""``kg eval``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.cli.options import AsJson, Rules

if TYPE_CHECKING:
    from kg.evaluate import Score, Scores

Gold = Annotated[
    Path, typer.Argument(metavar="GOLD_DIR", help="A folder of annotated documents and their texts, or of pairs.")
]
Identities = Annotated[
    bool, typer.Option("--identities", help="The folder holds tables of pairs: who is who across documents.")
]


def evaluate(gold: Gold, identities: Identities = False, json: AsJson = False, rules: Rules = None) -> None:
    """Precision, recall and F1 of the rules on a folder of annotated documents.

    Example: kg eval seeds/
    """
    if identities:
        _evaluate_identities(gold, json, rules)
        return
    from kg.evaluate import evaluate as measure
    from kg.pipeline import Pipeline

    scores = measure(gold, Pipeline.load(rules))
    if json:
        from json import dumps

        typer.echo(dumps(_to_dict(scores), ensure_ascii=False, indent=1))
    else:
        typer.echo("\n".join(_to_text(scores)))


def _evaluate_identities(folder: Path, json: bool, rules: Path | None) -> None:
    from kg.cli.tables import print_json
    from kg.identitypairs import load_pairs, score

    found = score(load_pairs(folder), rules)
    if json:
        print_json(found)
        return
    typer.echo(f"{found.pairs} pairs  P {found.precision:.3f}  R {found.recall:.3f}")
    for kind, (right, number) in found.by_kind.items():
        typer.echo(f"{kind:26} {right} of {number} right")
    for pair in found.faults:
        relation = "are the same" if pair.same else "are not the same"
        typer.echo(f"wrong: {'='.join(pair.one.names)} and {'='.join(pair.other.names)} {relation}")


def _rows(scores: Scores) -> dict[str, Score]:
    return {"entities": scores.entities, "links": scores.links, "triples": scores.triples}


def _to_text(scores: Scores) -> Iterator[str]:
    yield f"{scores.documents} documents"
    for name, row in {**_rows(scores), **scores.by_relation}.items():
        figures = f"P {row.precision:.3f}  R {row.recall:.3f}  F1 {row.f1:.3f}"
        yield f"{name:16} {figures}   ({row.hit} right of {row.predicted} predicted, {row.gold} gold)"
    status, date = (_share(value) for value in (scores.status_accuracy, scores.date_accuracy))
    yield f"status {status}  date {date}  fields F1 {scores.fields.f1:.3f}"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _to_dict(scores: Scores) -> dict[str, Any]:
    return {
        "documents": scores.documents,
        **{name: _figures(row) for name, row in _rows(scores).items()},
        "by_relation": {name: _figures(row) for name, row in scores.by_relation.items()},
        "status_accuracy": _rounded(scores.status_accuracy),
        "date_accuracy": _rounded(scores.date_accuracy),
        "fields_f1": round(scores.fields.f1, 4),
    }


def _figures(row: Score) -> dict[str, float]:
    rates = {"p": row.precision, "r": row.recall, "f1": row.f1}
    counts = {"hit": row.hit, "predicted": row.predicted, "gold": row.gold}
    return {**{name: round(value, 4) for name, value in rates.items()}, **counts}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
