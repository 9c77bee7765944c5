"""Rank the first few hundred items an engine finds, thing by thing of what was asked.

An engine adds up terms, so that one thing said in many ways outweighs a second thing
asked for. Here each thing (`Unit`) counts once, by the best evidence an item has for it,
weighed by how rare it is; an item that has evidence for all of them comes before one that
has much of one. What the engine said decides between those alike.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Literal

from qsearch.search.engine import Field, ItemTexts, Scored
from qsearch.search.units import Unit
from qsearch.search.wording import VAGUE_WORDS
from qsearch.text.script import is_han

__all__ = ["DEPTH", "Evidence", "Ranking", "Weights"]

DEPTH = 200
"""How many of the engine's hits are ranked again; what follows them keeps the engine's order."""

How = Literal["verbatim", "concept", "part"]
Where = Literal["text", "context", "about"]


@dataclass(frozen=True, slots=True)
class Weights:
    """Weigh the kinds of evidence; each from 0 (none) upwards. See bench/search_ablation.py for what each earns."""

    context: float = 0.5
    about: float = 0.25
    part: float = 0.7
    lead: float = 0.7
    coverage: float = 0.5
    length: float = 0.25
    engine: float = 0.6
    company: float = 0.2


@dataclass(frozen=True, slots=True)
class Evidence:
    """Tell how an item speaks of one thing that was asked for.

    `strength` is from 0 to 1. `matched` is the folded text that was found, or the concept.
    """

    unit: Unit
    how: How
    where: Where
    strength: float
    matched: str


@dataclass(frozen=True, slots=True)
class _Asked:
    """Hold a unit with what is looked for and how rare it is."""

    unit: Unit
    parts: tuple[str, ...]
    leads: Mapping[str, float]
    """What a concept counts that the unit names or leads to."""
    rarity: float


_Group = tuple[Where, str, tuple[str, ...], float]
"""A group of texts: its name, folded text, concepts and weight."""


class Ranking:
    """Score items against the things one query asks for.

    `frequency` says in how many items a term of a field stands, `count` how many there are.
    """

    def __init__(
        self,
        units: Sequence[Unit],
        frequency: Callable[[Field, str], int],
        count: int,
        weights: Weights | None = None,
    ) -> None:
        self._weights = weights if weights is not None else Weights()
        self._asked = tuple(self._ask(unit, frequency, count) for unit in units)

    def rank(self, hits: Sequence[Scored]) -> list[Scored]:
        """Return hits, which must come with their texts, best first; ties by id."""
        if not self._asked or not hits:
            return list(hits)
        best = max(hit.score for hit in hits) or 1.0
        weight, nothing = self._weights.engine, ItemTexts()
        scored = [
            Scored(hit.id, self._score(hit.texts or nothing) + weight * hit.score / best, hit.texts) for hit in hits
        ]
        return self._with_company(sorted(scored, key=_best_first))

    def _with_company(self, ranked: Sequence[Scored]) -> list[Scored]:
        """Lift hits that are filed as the first ones are: what a query is about is mostly filed in one place.

        Feedback from the best (Rocchio, 1971), over the finest label instead of terms.
        """
        if not self._weights.company:
            return list(ranked)
        places = [_filed_under(hit) for hit in ranked]
        shares: dict[str, float] = {}
        for hit, place in zip(ranked[:_LEADERS], places[:_LEADERS], strict=True):
            shares[place] = shares.get(place, 0.0) + max(hit.score, 0.0)
        total = sum(shares.values()) or 1.0
        lifted = [
            Scored(hit.id, hit.score + self._weights.company * shares.get(place, 0.0) / total, hit.texts)
            for hit, place in zip(ranked, places, strict=True)
        ]
        return sorted(lifted, key=_best_first)

    def evidence(self, texts: ItemTexts) -> tuple[Evidence, ...]:
        """Return the best evidence an item has for each thing asked for, where it has any."""
        found = (self._evidence(asked, texts) for asked in self._asked)
        return tuple(one for one in found if one is not None)

    def _ask(self, unit: Unit, frequency: Callable[[Field, str], int], count: int) -> _Asked:
        named = unit.leads[0] if unit.leads else None
        if named is not None:
            holding = max(frequency(Field.TEXT_CONCEPTS, named.concept), frequency(Field.TEXT_WORDS, unit.text))
        else:
            holding = frequency(Field.TEXT_WORDS, unit.text)
        pairs = [one + other for one, other in pairwise(unit.text)] if is_han(unit.text[0]) else []
        if not holding and pairs:
            holding = min(frequency(Field.TEXT_BIGRAMS, pair) for pair in pairs)
        holding = min(holding, count)
        # The idf of BM25 in Lucene's form, as the engines have it.
        rarity = math.log(1 + (count - holding + 0.5) / (holding + 0.5)) * unit.weight
        # Half of 行動服務 that nearly every action holds says nothing of the whole.
        parts = tuple(pair for pair in pairs if pair not in VAGUE_WORDS) if len(pairs) > 1 else ()
        leads = {
            lead.concept: lead.weight if lead.weight > _NAMED else lead.weight * self._weights.lead
            for lead in unit.leads
        }
        return _Asked(unit, parts, leads, rarity)

    @cached_property
    def _total(self) -> float:
        return sum(asked.rarity for asked in self._asked) or 1.0

    def _score(self, texts: ItemTexts) -> float:
        weights = self._weights
        gained = covered = 0.0
        groups = self._groups(texts)
        for asked in self._asked:
            strength = _strength(asked, groups, weights.part)
            if strength < 0:
                continue
            gained += asked.rarity * strength
            covered += asked.rarity
        share = covered / self._total
        score = gained / self._total * (1 + weights.coverage * share * share)
        return score / (1 - weights.length + weights.length * math.sqrt(max(len(texts.text), 1) / _USUAL_LENGTH))

    def _evidence(self, asked: _Asked, texts: ItemTexts) -> Evidence | None:
        unit = asked.unit
        best: Evidence | None = None
        for where, text, concepts, weight in self._groups(texts):
            if best is not None and best.strength >= weight:
                break
            if unit.text in text:
                best = Evidence(unit, "verbatim", where, weight, unit.text)
                continue
            for concept in concepts:
                sure = asked.leads.get(concept, 0.0)
                strength = weight * sure
                if sure and (best is None or strength > best.strength):
                    best = Evidence(unit, "concept", where, strength, concept)
            if asked.parts:
                held = [part for part in asked.parts if part in text]
                strength = weight * self._weights.part * (len(held) / len(asked.parts)) ** 2
                if held and (best is None or strength > best.strength):
                    best = Evidence(unit, "part", where, strength, held[0])
        return best

    def _groups(self, texts: ItemTexts) -> tuple[_Group, ...]:
        weights = self._weights
        return (
            ("text", texts.text, texts.text_concepts, 1.0),
            ("context", texts.context, texts.context_concepts, weights.context),
            ("about", texts.about, (), weights.about),
        )


def _strength(asked: _Asked, groups: tuple[_Group, ...], part_weight: float) -> float:
    """Return the strength of the evidence that `Ranking.evidence` gives, -1 for none.

    Run for every hit that is ranked again, so it builds nothing.
    """
    best = -1.0
    wanted, leads, parts = asked.unit.text, asked.leads, asked.parts
    for _, text, concepts, weight in groups:
        if best >= weight:
            break
        if wanted in text:
            best = weight
            continue
        if leads and not leads.keys().isdisjoint(concepts):
            strength = weight * max(leads.get(concept, 0.0) for concept in concepts)
            best = max(best, strength)
        # Where not even all of its parts would be better evidence, nobody need look.
        if parts and weight * part_weight > best:
            held = 0
            for part in parts:
                if part in text:
                    held += 1
            strength = weight * part_weight * (held / len(parts)) ** 2
            if held:
                best = max(best, strength)
    return best


def _best_first(hit: Scored) -> tuple[float, str]:
    return (-hit.score, hit.id)


def _filed_under(hit: Scored) -> str:
    """Return the finest label of a hit as it is printed: the first text of its context."""
    return hit.texts.context.partition("\n")[0] if hit.texts is not None else ""


_LEADERS = 10  # hits that tell where what is asked for is filed
_USUAL_LENGTH = 35.0  # characters of an action
_NAMED = 0.65  # from here on a concept is what the words say, below it what they lead to
