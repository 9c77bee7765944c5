"""Know which words lead to which practices: concept groups with direction and weight.

A *concept* stands for all wordings of one thing. Items are indexed under the concepts
they mention, so that a wording rare in print weighs no more than a common one; queries
ask for the concepts they mention and, at less weight, for narrower and related ones.
A wording that is only loosely tied to its group (親子室 for 哺集乳室) is a concept of its
own, which the group leads to.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice, takewhile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from qsearch.errors import ConfigError
from qsearch.text.fold import fold_text
from qsearch.text.script import is_han

if TYPE_CHECKING:
    import ahocorasick_rs

__all__ = ["Group", "Lead", "Mention", "Thesaurus", "Wording", "load_thesaurus"]

WEIGHTS = {"same": 0.9, "colloquial": 0.8, "mainland": 0.8, "english": 0.8, "narrower": 0.6, "related": 0.3}
"""How surely each relation leads to its concept where a term names no weight of its own."""

_OF_CONCEPT = ("same", "colloquial", "mainland", "english")
_STRONG = 0.7
"""From this weight on a wording is as good as the concept's own; items that print it are indexed under it."""

_LEAST = 0.25
"""What leads to a concept with less weight is not followed."""

_STEPS = 2
_SHORT = 2  # characters: a Han term this short must end where words end


class Mention(NamedTuple):
    """Hold a term found in a folded text and its span there."""

    start: int
    end: int
    term: str


class Lead(NamedTuple):
    """Name a concept and how surely something leads to it, above 0 and up to 1."""

    concept: str
    weight: float


class Wording(NamedTuple):
    """Hold a term as the thesaurus prints it, the same folded and without white space, and the concept it names."""

    folded: str
    printed: str
    concept: str


@dataclass(frozen=True, slots=True)
class Group:
    """Hold one concept group as its file says it; terms are as printed, with their weights."""

    concept: str
    area: str
    terms: Mapping[str, tuple[tuple[str, float], ...]] = field(default_factory=dict)
    """By relation: `same`, `colloquial`, `mainland`, `english`, `narrower`, `related`."""


class Thesaurus:
    """Find mentions of concepts in folded text, and what a concept leads to."""

    def __init__(self, groups: Iterable[Group] = ()) -> None:
        self._groups = tuple(groups)
        self._names: dict[str, dict[str, float]] = {}
        self._leads: dict[str, dict[str, float]] = {}
        for group in self._groups:
            self._add_names(group)
        for group in self._groups:
            self._add_leads(group)

    def __len__(self) -> int:
        return len(self._groups)

    def without_leads(self) -> Thesaurus:
        """Return a thesaurus of the same concepts and wordings, in which none leads to a narrower or related one."""
        return Thesaurus(
            replace(group, terms={relation: group.terms.get(relation, ()) for relation in _OF_CONCEPT})
            for group in self._groups
        )

    @cached_property
    def fingerprint(self) -> str:
        """Name what the concepts of a text depend on."""
        told = json.dumps(
            [sorted(self._names.items()), sorted(self._leads.items())], ensure_ascii=False, sort_keys=True
        )
        return hashlib.sha256(told.encode()).hexdigest()[:12]

    @property
    def terms(self) -> Collection[str]:
        """Every folded term that is looked for."""
        return self._names.keys()

    def mentions(self, folded: str, borders: Collection[int]) -> list[Mention]:
        """Return the terms that a folded text holds, overlapping ones too, in order.

        `borders` are the places between words. A Han term of two characters that lies over
        the border of two longer words is no mention: 會議室內 holds no 室內.
        """
        if not self._names:
            return []
        searcher, terms = self._searcher
        return [
            Mention(start, end, terms[number])
            for number, start, end in searcher.find_matches_as_indexes(folded, overlapping=True)
            if _is_whole(folded, start, end, borders)
        ]

    def concepts_of(self, term: str) -> tuple[Lead, ...]:
        """Return the concepts that a folded term names, surest first."""
        return _in_order(self._names.get(term, {}))

    def concepts_in(self, folded: str, borders: Collection[int]) -> list[str]:
        """Return the concepts under which a text is indexed, once for each place that surely mentions one."""
        if not self._names:
            return []
        searcher, rules = self._searcher[0], self._rules
        found: list[tuple[int, int, str]] = []
        for number, start, end in searcher.find_matches_as_indexes(folded, overlapping=True):
            named, is_long_han = rules[number]
            if named and (is_long_han or _is_whole(folded, start, end, borders)):
                for concept in named:
                    found.append((start, end, concept))  # noqa: PERF401  # a generator costs more than it saves here
        concepts = [concept for _, _, concept in found]
        once = set(concepts)
        if len(once) == len(concepts):
            return concepts
        once = {concept for concept in once if concepts.count(concept) == 1}
        # 無障礙廁所 names the concept of 無障礙 once where both are wordings of it.
        return [
            concept
            for start, end, concept in found
            if concept in once
            or not any(
                other == concept and first <= start and end <= last and (first, last) != (start, end)
                for first, last, other in found
            )
        ]

    @cached_property
    def _rules(self) -> tuple[tuple[tuple[str, ...], bool], ...]:
        """Return for each term the concepts it surely names, and whether it is one wherever it stands."""
        return tuple(
            (
                tuple(concept for concept, weight in concepts.items() if weight >= _STRONG),
                is_han(term[0]) and len(term) > _SHORT,
            )
            for term, concepts in self._names.items()
        )

    def leads_from(self, concept: str) -> tuple[Lead, ...]:
        """Return the narrower and related concepts that a concept leads to, in two steps at the most, surest first."""
        reached = {concept: 1.0}
        edge = reached
        for _ in range(_STEPS):
            found: dict[str, float] = {}
            for at, weight in edge.items():
                for other, lead in self._leads.get(at, {}).items():
                    total = weight * lead
                    if total >= _LEAST and total > reached.get(other, 0.0):
                        found[other] = max(total, found.get(other, 0.0))
            reached = {**reached, **found}
            edge = found
        return _in_order({other: weight for other, weight in reached.items() if other != concept})

    def wordings_of(self, concept: str) -> tuple[str, ...]:
        """Return the folded terms that surely name a concept, longest first."""
        return self._wordings.get(concept, ())

    def wordings_with_prefix(self, prefix: str) -> tuple[Wording, ...]:
        """Return the wordings that begin with a folded prefix and surely name a concept, in order."""
        first = bisect_left(self._in_print, (prefix,))
        return tuple(takewhile(lambda wording: wording.folded.startswith(prefix), islice(self._in_print, first, None)))

    @cached_property
    def _in_print(self) -> tuple[Wording, ...]:
        found: dict[str, Wording] = {}
        for group in self._groups:
            printed = (group.concept, *(term for terms in group.terms.values() for term, _ in terms))
            for text in printed:
                named = self.concepts_of(fold_text(text))
                if named and named[0].weight >= _STRONG:
                    folded = _concept(text)
                    # The first to print a wording decides its letter case and characters.
                    found.setdefault(folded, Wording(folded, text, named[0].concept))
        return tuple(sorted(found.values()))

    @cached_property
    def _wordings(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for term, concepts in self._names.items():
            for concept, weight in concepts.items():
                if weight >= _STRONG:
                    found.setdefault(concept, []).append(term)
        return {concept: tuple(sorted(terms, key=lambda term: (-len(term), term))) for concept, terms in found.items()}

    @cached_property
    def _searcher(self) -> tuple[ahocorasick_rs.AhoCorasick, tuple[str, ...]]:
        import ahocorasick_rs

        terms = tuple(self._names)
        return ahocorasick_rs.AhoCorasick(terms), terms

    def _add_names(self, group: Group) -> None:
        concept = _concept(group.concept)
        self._name(fold_text(group.concept), concept, 1.0)
        for relation in _OF_CONCEPT:
            for term, weight in group.terms.get(relation, ()):
                self._name(fold_text(term), concept, weight)

    def _add_leads(self, group: Group) -> None:
        concept = _concept(group.concept)
        for relation in _OF_CONCEPT:
            for term, weight in group.terms.get(relation, ()):
                if weight < _STRONG:
                    self._lead(concept, fold_text(term), weight)
        for relation in ("narrower", "related"):
            for term, weight in group.terms.get(relation, ()):
                self._lead(concept, fold_text(term), weight)

    def _name(self, term: str, concept: str, weight: float) -> None:
        if len(term) > 1:
            held = self._names.setdefault(term, {})
            held[concept] = max(weight, held.get(concept, 0.0))

    def _lead(self, concept: str, term: str, weight: float) -> None:
        if len(term) < _SHORT:
            return
        named = self._names.setdefault(term, {})
        if not any(sure >= _STRONG for sure in named.values()):
            named[_concept(term)] = 1.0  # a concept of its own
        held = self._leads.setdefault(concept, {})
        for other, sure in named.items():
            if other != concept and sure >= _STRONG:
                held[other] = max(weight * sure, held.get(other, 0.0))


def load_thesaurus(path: Path) -> Thesaurus:
    """Read the groups of a JSON-lines file; raises ConfigError that names the line that is wrong.

    A line is an object with `concept`, `field` and, by relation, lists of terms; a term
    is a text, or a text and its weight.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not a readable UTF-8 file: {error}", hint="install qsearch again") from error
    return Thesaurus(_group(line, f"{path}, line {number}") for number, line in enumerate(lines, 1) if line.strip())


def _group(line: str, where: str) -> Group:
    try:
        shape = json.loads(line)
    except json.JSONDecodeError as error:
        raise ConfigError(f"{where}: not JSON: {error}") from error
    if not isinstance(shape, dict) or not isinstance(shape.get("concept"), str) or not shape["concept"].strip():
        raise ConfigError(f"{where}: must be an object with a text 'concept'")
    unknown = sorted(set(shape) - {"concept", "field", *WEIGHTS})
    if unknown:
        raise ConfigError(f"{where}: unknown field {', '.join(map(repr, unknown))}")
    terms = {relation: tuple(_terms(shape.get(relation, []), relation, where)) for relation in WEIGHTS}
    return Group(shape["concept"], str(shape.get("field", "")), terms)


def _terms(entries: object, relation: str, where: str) -> Iterator[tuple[str, float]]:
    if not isinstance(entries, list):
        raise ConfigError(f"{where}: {relation!r} must be a list")
    for entry in entries:
        if isinstance(entry, str) and entry.strip():
            yield entry, WEIGHTS[relation]
        elif (
            isinstance(entry, list)
            and len(entry) == 2
            and isinstance(entry[0], str)
            and isinstance(entry[1], int | float)
            and 0 < entry[1] <= 1
        ):
            yield entry[0], float(entry[1])
        else:
            raise ConfigError(f"{where}: {relation!r} holds {entry!r}, which is no term and no term with a weight")


def _concept(text: str) -> str:
    """Return the name of a concept: its folded wording without the white space that no index term may hold."""
    return "".join(fold_text(text).split())


def _in_order(weights: Mapping[str, float]) -> tuple[Lead, ...]:
    return tuple(Lead(*pair) for pair in sorted(weights.items(), key=lambda pair: (-pair[1], pair[0])))


def _is_whole(folded: str, start: int, end: int, borders: Collection[int]) -> bool:
    if not is_han(folded[start]):
        return not (_is_latin(folded, start - 1) and _is_latin(folded, start)) and not (
            _is_latin(folded, end) and _is_latin(folded, end - 1)
        )
    if end - start > _SHORT or start + 1 not in borders:
        return True
    return start in borders and end in borders


def _is_latin(folded: Sequence[str], at: int) -> bool:
    return 0 <= at < len(folded) and folded[at].isalnum() and not is_han(folded[at])
