"""Run the examples that every relation rule carries, and count how often rules fire.

An example is a sentence with its names marked, ``[甲医院|institution]与[乙大学|institution]签署了[协议|instrument]。``,
and perhaps a status, ``=> done``: the rule must fire on it, with that status where one is given. On a sentence of
``rejects`` it must not fire.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from kg.clauses import Viewer
from kg.errors import KgError
from kg.mentions import Mention
from kg.relations import Candidate, Matcher
from kg.rulefiles import default_rules, load_yaml
from kg.rules import Rule, RuleSet, load_rules
from kg.status import StatusReader

_MARKED = re.compile(r"\[([^\[\]|]+)\|(\w+)\]")
_LEAST_EXAMPLES, _LEAST_REJECTS = 2, 1


def check_rules(folder: Path | None = None) -> list[str]:
    """One line for each fault: a rule without enough examples, an example that fails, a reject that fires.

    Raises KgError where the rules cannot be loaded at all.
    """
    folder = folder or default_rules()
    rules = load_rules(folder)
    checker = _Checker(folder, rules)
    return [fault for rule in rules.rules for fault in checker.faults(rule)]


def coverage(fired: Iterable[str], rules: RuleSet) -> list[tuple[str, int]]:
    """How often each rule fired, given the rule ids of claims; most often first, then by id."""
    counts = Counter(fired)
    return sorted(((rule.id, counts[rule.id]) for rule in rules.rules), key=lambda row: (-row[1], row[0]))


class _Checker:
    def __init__(self, folder: Path, rules: RuleSet) -> None:
        self._viewer = Viewer(load_yaml(folder / "grammar.yml"))
        self._statuses = StatusReader(load_yaml(folder / "status.yml"))
        self._rules = rules

    def faults(self, rule: Rule) -> Iterable[str]:
        if len(rule.examples) < _LEAST_EXAMPLES or len(rule.rejects) < _LEAST_REJECTS:
            yield f"{rule.where}: {rule.id} has {len(rule.examples)} examples and {len(rule.rejects)} rejects"
        matcher = Matcher(RuleSet((rule,), self._rules.triggers, self._rules.schema))
        for example in rule.examples:
            sentence, _, wanted = (part.strip() for part in example.partition("=>"))
            statuses = self._fire(matcher, sentence)
            if not statuses:
                yield f"{rule.where}: {rule.id} does not fire on {sentence}"
            elif wanted and wanted not in statuses:
                yield f"{rule.where}: {rule.id} reads {'/'.join(sorted(statuses))}, not {wanted}, in {sentence}"
        for sentence in rule.rejects:
            if self._fire(matcher, sentence):
                yield f"{rule.where}: {rule.id} fires on {sentence}"

    def _fire(self, matcher: Matcher, marked: str) -> set[str]:
        text, mentions = unmark(marked)
        view = self._viewer.view(text, 0, len(text), mentions)
        return {self._status(view.text, c) for c in matcher.candidates(view)}

    def _status(self, text: str, candidate: Candidate) -> str:
        end = candidate.at + candidate.trigger[1] - candidate.trigger[0]
        return self._statuses.read(text, candidate.at, end, candidate.rule.status)[0]


def unmark(marked: str) -> tuple[str, list[Mention]]:
    """The sentence without its marks, and the names that they marked. Raises KgError for an unknown type."""
    text, mentions, at = "", [], 0
    for match in _MARKED.finditer(marked):
        text += marked[at : match.start()]
        type_ = {"quoted": "initiative"}.get(match[2], match[2])
        if type_ not in ("institution", "region", "instrument", "initiative", "event", "document", "person"):
            raise KgError(f"no entity type is called {match[2]}: {marked}")
        shape = "quoted" if match[2] == "quoted" else "grammar"
        mentions.append(Mention(len(text), len(text) + len(match[1]), match[1], type_, shape=shape))
        text += match[1]
        at = match.end()
    return text + marked[at:], mentions
