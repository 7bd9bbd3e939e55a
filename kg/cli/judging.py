"""``kg alias``, ``kg split``, ``kg rename``, ``kg claim`` and ``kg history``: decisions of people."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.names import understood
from kg.cli.options import AsCsv, AsJson, By, Graph, Judged, Rules
from kg.errors import KgError

if TYPE_CHECKING:
    from kg.judgements import Judgement

Name = Annotated[str, typer.Argument(metavar="NAME", help="A name, a short form, an unambiguous part, or a node id.")]
Alias = Annotated[str, typer.Argument(metavar="ALIAS", help="Another name of it.")]
NewName = Annotated[str, typer.Argument(metavar="NEW", help="What it is to be called.")]
Part = Annotated[str | None, typer.Argument(metavar="[OTHER]", help="The name to take out of it.")]
ClaimId = Annotated[str, typer.Argument(metavar="ID", help="The id of a claim, as `kg evidence` prints it.")]
Why = Annotated[str, typer.Option(metavar="TEXT", help="Why: it is kept with the decision.")]
Undo = Annotated[bool, typer.Option("--undo", help="Take the decision back.")]
Document = Annotated[str | None, typer.Option(metavar="ID", help="Only the one that this document speaks of.")]
_FILE = Path("judgements.csv")

alias_app = typer.Typer(help="Say that a name is, or is not, one of an institution.", no_args_is_help=True)
claim_app = typer.Typer(help="Reject a claim, or take that back.", no_args_is_help=True)


@alias_app.command("add")
def add_alias(
    name: Name,
    alias: Alias,
    graph: Graph = Path("out"),
    judgements: Judged = _FILE,
    reason: Why = "",
    by: By = "",
    rules: Rules = None,
) -> None:
    """Say that ALIAS is a name of NAME: what is called so is the same, in every document.

    Example: kg alias add 首都医科大学附属北京天坛医院 天坛总院
    """
    ends = _reference(graph, name, rules)
    _decide(judgements, _made("alias", ends, (alias, ""), reason, by))


@alias_app.command("remove")
def remove_alias(
    name: Name,
    alias: Alias,
    graph: Graph = Path("out"),
    judgements: Judged = _FILE,
    reason: Why = "",
    by: By = "",
    rules: Rules = None,
) -> None:
    """Say that ALIAS is no name of NAME; where `kg alias add` said that it is, only take that back.

    Example: kg alias remove 中国医学科学院北京协和医院 协和医院
    """
    from kg.judgements import load_judgements, take_back

    ends = _reference(graph, name, rules)
    added = _made("alias", ends, (alias, ""), reason, by)
    if any((row.verdict, row.subject) == ("alias", added.subject) for row in load_judgements(judgements)):
        take_back(judgements, added)
        say(judgements, "one decision less")
    else:
        _decide(judgements, _made("no-alias", ends, (alias, ""), reason, by))


def split(
    name: Name,
    other: Part = None,
    document: Document = None,
    graph: Graph = Path("out"),
    judgements: Judged = _FILE,
    reason: Why = "",
    by: By = "",
    undo: Undo = False,
    rules: Rules = None,
) -> None:
    """Undo a wrong merge: OTHER is not NAME; or what one document calls NAME is nobody else; or every document's is.

    Example: kg split 市第一人民医院 --document news/a.txt
    """
    ends = _reference(graph, name, rules)
    if other is not None:
        row = _made("different", ends, (other, ""), reason, by)
    else:
        row = _made("split", (_called(graph, name, document), document or "*"), ("", ""), reason, by)
    _decide(judgements, row, undo)


def rename(
    name: Name,
    new: NewName,
    graph: Graph = Path("out"),
    judgements: Judged = _FILE,
    reason: Why = "",
    by: By = "",
    undo: Undo = False,
    rules: Rules = None,
) -> None:
    """Say by which name a node is shown; its other names stay, and so does its id.

    Example: kg rename 天坛医院 首都医科大学附属北京天坛医院
    """
    _decide(judgements, _made("rename", _reference(graph, name, rules), (new, ""), reason, by), undo)


@claim_app.command("reject")
def reject(
    claim: ClaimId, graph: Graph = Path("out"), judgements: Judged = _FILE, reason: Why = "", by: By = ""
) -> None:
    """Say that a claim is wrong: it stays in the ledger, and out of the graph.

    Example: kg claim reject 3f2a9c --reason "只是参观"
    """
    _decide(judgements, _made("reject", (claim, ""), (_quote(graph, claim), ""), reason, by))


@claim_app.command("restore")
def restore(claim: ClaimId, judgements: Judged = _FILE) -> None:
    """Take back that a claim was rejected.

    Example: kg claim restore 3f2a9c
    """
    _decide(judgements, _made("reject", (claim, ""), ("", ""), "", ""), undo=True)


def history(
    name: Name,
    graph: Graph = Path("out"),
    judgements: Judged = _FILE,
    json: AsJson = False,
    csv: AsCsv = False,
    rules: Rules = None,
) -> None:
    """Which documents' names became this node, when and by what, and what people decided on it.

    Example: kg history 天坛医院
    """
    from kg.cli.tables import show
    from kg.history import history as told
    from kg.judgements import load_judgements
    from kg.query import ledger_of

    with understood():
        events = told(ledger_of(graph), name, load_judgements(judgements))
    columns = ("on", "how", "name", "via", "documents", "by", "reason")
    rows = [(e.on, e.how or "as it stands", e.name, e.via, _few(e.documents), e.by, e.reason) for e in events]
    show(columns, rows, json=json, csv=csv, data=events)


def _few(documents: tuple[str, ...]) -> str:
    more = f" and {len(documents) - 3} more" if len(documents) > 3 else ""
    return "、".join(documents[:3]) + more


def _made(verdict: str, one: tuple[str, str], other: tuple[str, str], reason: str, by: str) -> Judgement:
    from datetime import date

    from kg.judgements import Judgement

    return Judgement(verdict, *one, *other, reason, by, date.today().isoformat())


def _reference(graph: Path, name: str, rules: Path | None) -> tuple[str, str]:
    from kg.history import reference
    from kg.ledger import open_ledger
    from kg.names import load_names
    from kg.query import ledger_of, resolve

    with understood(), closing(open_ledger(ledger_of(graph))) as db:
        return reference(db, resolve(db, name), load_names(rules))


def _called(graph: Path, name: str, document: str | None) -> str:
    """What the document, or most of them, call the node."""
    from kg.ledger import open_ledger
    from kg.query import ledger_of, resolve

    query = """SELECT name FROM members WHERE node = ?1 AND (?2 IS NULL OR document = ?2)
        GROUP BY name ORDER BY count(*) DESC, name LIMIT 1"""
    with understood(), closing(open_ledger(ledger_of(graph))) as db:
        row = db.execute(query, (resolve(db, name), document)).fetchone()
    if row is None:
        raise KgError(f"{document} does not speak of {name}")
    return str(row["name"])


def _quote(graph: Path, claim: str) -> str:
    from kg.ledger import open_ledger
    from kg.query import ledger_of

    with closing(open_ledger(ledger_of(graph))) as db:
        row = db.execute("SELECT quote FROM claims WHERE id = ?", (claim,)).fetchone()
    if row is None:
        raise KgError(f"no claim has the id {claim}; `kg evidence A B` prints ids")
    return " ".join(row["quote"].split())


def _decide(path: Path, row: Judgement, undo: bool = False) -> None:
    from kg.judgements import decide, take_back

    if not undo:
        decide(path, row)
        say(path, "one decision more")
    elif take_back(path, row):
        say(path, "one decision less")
    else:
        raise KgError(f"{path}: there is no such decision")


def say(path: Path, what: str) -> None:
    """What happened to the file, and what to do next."""
    typer.echo(f"{path}: {what}; `kg build` without paths applies it")
