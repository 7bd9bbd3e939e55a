"""Relation rules: YAML compiled to ``re`` over masked clauses.

In ``match``: ``{a:party}`` is a slot (one mark of the named classes, ``|`` between several), ``{sign}`` a list of
``rules/triggers.yml`` (the first one of a rule is its trigger), ``~8`` up to eight characters of the clause without a
party, ``~~8`` the same with parties, ``~~~8`` across commas; the rest is a regular expression.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from kg.clauses import BREAKS, MARKS, PARTIES
from kg.errors import KgError
from kg.rulefiles import default_rules, load_yaml
from kg.schema import Schema, load_schema

_TOKEN = re.compile(r"\{(?P<slot>\w+):(?P<classes>[\w|]+)\}|\{(?P<list>\w+)\}|(?P<gap>~{1,3})(?P<size>\d+)")
_GAPS = {"~": f"[^{PARTIES}{BREAKS}]", "~~": f"[^{BREAKS}]", "~~~": "[^。！？\n]"}


@dataclass(frozen=True, slots=True)
class Rule:
    """One way of saying one or more relations.

    ``status`` is that of a match without any cue; ``inherit`` how far from its verb a subject carried over may stand;
    ``least`` how many heads a tail must have; ``tail`` a regular expression that the tail's name must match; ``unless``
    one that must not be found in the clause.
    """

    id: str
    match: str
    emit: tuple[tuple[str, str, str], ...]
    status: str = "done"
    confidence: float = 0.8
    inherit: int = 40
    least: int = 1
    tail: str = ""
    unless: str = ""
    examples: tuple[str, ...] = ()
    rejects: tuple[str, ...] = ()
    pattern: re.Pattern[str] = field(default=re.compile(""), compare=False)
    trigger: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class RuleSet:
    """All relation rules with the trigger lists that they use and the schema that they obey."""

    rules: tuple[Rule, ...]
    triggers: dict[str, tuple[str, ...]]
    schema: Schema


_NOT_GOVERNED = "(?<![在于从到赴对为给向自往至比据与和同跟])"  # a rule that begins with a party begins with an agent
_KEYS = {f.name for f in fields(Rule)} - {"pattern", "trigger", "where"}


def load_rules(folder: Path | None = None) -> RuleSet:
    """Read ``triggers.yml`` and every file of ``relations/``.

    Raises KgError, with the file and the rule, for unknown keys, slots, lists or relations, and for ids used twice.
    """
    folder = folder or default_rules()
    schema = load_schema(folder)
    triggers = {name: tuple(words) for name, words in load_yaml(folder / "triggers.yml").items()}
    rules: list[Rule] = []
    for path in sorted((folder / "relations").glob("*.yml")):
        lines = path.read_text(encoding="utf-8").split("\n")
        for row in load_yaml(path):
            where = f"{path}:{_line_of(lines, row.get('id', ''))}"
            rules.append(_compile(row, triggers, schema, where))
    _reject_twins(rules)
    return RuleSet(tuple(rules), triggers, schema)


def _line_of(lines: list[str], rule_id: str) -> int:
    return next((n for n, line in enumerate(lines, 1) if line.strip() in (f"- id: {rule_id}", f"id: {rule_id}")), 1)


def _reject_twins(rules: list[Rule]) -> None:
    seen: dict[str, str] = {}
    for rule in rules:
        if rule.id in seen:
            raise KgError(f"{rule.where}: the id {rule.id} is taken by {seen[rule.id]}")
        seen[rule.id] = rule.where


def _compile(row: dict[str, Any], triggers: dict[str, tuple[str, ...]], schema: Schema, where: str) -> Rule:
    unknown = set(row) - _KEYS
    if unknown or not {"id", "match", "emit"} <= set(row):
        allowed = ", ".join(sorted(_KEYS))
        wrong = ", ".join(unknown) or "less"
        raise KgError(f"{where}: a rule has id, match, emit and perhaps {allowed}; not {wrong}")
    source, trigger, slots = _to_re(row["match"], triggers, where)
    emit = tuple(_emission(e, slots, schema, where) for e in row["emit"])
    try:
        pattern = re.compile(f"(?={source})")
    except re.error as error:
        raise KgError(f"{where}: {row['match']}: {error}") from error
    lists = {k: tuple(row.get(k) or ()) for k in ("examples", "rejects")}
    return Rule(**{**row, **lists, "emit": emit}, pattern=pattern, trigger=trigger, where=where)


def _emission(row: list[str], slots: dict[str, str], schema: Schema, where: str) -> tuple[str, str, str]:
    head, relation, tail = row
    if relation not in schema.relations:
        raise KgError(f"{where}: no relation {relation} in schema.yml")
    for end in (head, tail):
        if end not in slots:
            raise KgError(f"{where}: no slot {end} in match")
    if not any(
        t in schema.types and schema.allows(h, relation, t) for h in _types(slots[head]) for t in _types(slots[tail])
    ):
        raise KgError(f"{where}: {relation} does not allow {slots[head]} → {slots[tail]}")
    return head, relation, tail


def _types(classes: str) -> set[str]:
    wider = {
        "party": ("institution", "region"),
        "alliance": ("institution", "region"),
        "delegation": ("institution", "region"),
        "named": ("initiative",),
        "occasion": ("event",),
    }
    return {t for c in classes.split("|") for t in wider.get(c, (c,))}


def _to_re(match: str, triggers: dict[str, tuple[str, ...]], where: str) -> tuple[str, str, dict[str, str]]:
    trigger = ""
    slots: dict[str, str] = {}

    def one(token: re.Match[str]) -> str:
        nonlocal trigger
        if token["slot"]:
            slots[token["slot"]] = token["classes"]
            try:
                return f"(?P<{token['slot']}>[{''.join(MARKS[c] for c in token['classes'].split('|'))}])"
            except KeyError as error:
                raise KgError(f"{where}: no class of names is called {error}") from error
        if token["list"]:
            if token["list"] not in triggers:
                raise KgError(f"{where}: no list {token['list']} in triggers.yml")
            words = "|".join(sorted(map(re.escape, triggers[token["list"]]), key=len, reverse=True))
            if trigger:
                return f"(?:{words})"
            trigger = token["list"]
            return f"(?P<trigger>{words})"
        return f"{_GAPS[token['gap']]}{{0,{token['size']}}}?"

    if match.startswith("{"):
        match = _NOT_GOVERNED + match
    source = _TOKEN.sub(one, match)
    if not trigger:
        raise KgError(f"{where}: a rule needs a list of triggers.yml in its match")
    return source, trigger, slots
