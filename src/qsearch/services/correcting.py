"""Let people check labels: the least certain items first, and what they decide is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from qsearch.catalogue import Catalogue, Correction
from qsearch.errors import QueryError
from qsearch.frameworks import Frameworks
from qsearch.labels.examples import leaf
from qsearch.labels.model import LabelModel
from qsearch.plan import Label, StoredItem
from qsearch.results import Corrected, WorkItem, WorkList
from qsearch.services.training_models import ModelShelf

__all__ = ["Correcting"]

_GUESSES = 3
_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class _Ranking:
    """Hold every item of a framework, least certain first, as of a revision of the catalogue and by one model."""

    revision: int
    model: LabelModel
    entries: tuple[WorkItem, ...]


class Correcting:
    """List what a person should look at, and note what the person says of it."""

    def __init__(self, catalogue: Catalogue, frameworks: Frameworks, models: ModelShelf) -> None:
        self._catalogue = catalogue
        self._frameworks = frameworks
        self._models = models
        self._rankings: dict[str, _Ranking] = {}

    def work_list(self, *, framework: str | None = None, limit: int = 20, offset: int = 0) -> WorkList:
        """Return published items whose label the model is least certain of, those first; corrected ones are done.

        Without a framework, the newest award's, or where no plan is of it the one that most items are of.
        Raises QueryError for an unknown one, NotReady without a model.
        """
        chosen = framework or self._usual_framework()
        done = {(correction.item_id, correction.text) for correction in self._catalogue.corrections()}
        entries = [entry for entry in self._ranked(chosen) if (entry.item.item.id, entry.item.item.text) not in done]
        return WorkList(chosen, len(entries), tuple(entries[offset : offset + limit]))

    def work_item(self, item_id: str) -> WorkItem:
        """Return one item with what the model says of it.

        Raises NotFound for an unknown item, QueryError or NotReady where its framework has no labels to give.
        """
        stored = self._catalogue.item(item_id)
        model = self._models.load(stored.item.label.framework)
        return _work_item(stored, model, model.predict([stored.item.text])[0].probabilities.tolist())

    def corrected(self, item_id: str) -> Corrected | None:
        """Return the latest correction of an item as it reads now, None where there is none; raise NotFound."""
        stored = self._catalogue.item(item_id)
        made = [one for one in self._catalogue.corrections(item_ids=(item_id,)) if one.text == stored.item.text]
        return _corrected(stored, made[-1]) if made else None

    def correct_all(self, labels: Mapping[str, str], *, by: str) -> tuple[Corrected, ...]:
        """Note labels by the ids of their items, all or, where one of them cannot be noted, none; raise as `correct`."""
        for item_id, label in labels.items():
            self._given(self._catalogue.item(item_id).item.label.framework, label)
        return tuple(self.correct(item_id, label, by=by) for item_id, label in labels.items())

    def correct(self, item_id: str, label: str, *, by: str) -> Corrected:
        """Note the label that a person gives an item, by any wording of its framework, beside the one suggested.

        Raises NotFound for an unknown item, QueryError for a label that its framework lacks
        and for a name that is empty or too long.
        """
        by = " ".join(by.split())
        if not 0 < len(by) <= _LONGEST_NAME:
            raise QueryError("請填寫確認者。", hint=f"確認者以 1 至 {_LONGEST_NAME} 字記下，供日後查考。")
        stored = self._catalogue.item(item_id)
        framework = stored.item.label.framework
        given = self._given(framework, label)
        model = self._models.load(framework)
        suggested = model.labels[int(model.predict([stored.item.text])[0].probabilities.argmax())]
        return _corrected(stored, self._catalogue.record_correction(item_id, given=given, suggested=suggested, by=by))

    def _usual_framework(self) -> str:
        newest = self._frameworks.newest_award().id
        items = Counter[str]()
        for ref, count in self._catalogue.plans(status="published"):
            if ref.framework in self._frameworks and self._frameworks.get(ref.framework).dimensions:
                items[ref.framework] += count
        return newest if items[newest] or not items else items.most_common(1)[0][0]

    def _ranked(self, framework: str) -> tuple[WorkItem, ...]:
        """Return every published item of a framework, least certain first; asked of the model once a state."""
        model = self._models.load(framework)
        held = self._rankings.get(framework)
        if held is not None and held.model is model:
            # Corrections are no change of plans.
            changed = self._catalogue.changes_since(held.revision)
            if not (changed.full or changed.touched or changed.removed):
                return held.entries
        revision = self._catalogue.revision
        stored = [entry for entry in self._catalogue.iter_items() if entry.item.label.framework == framework]
        guesses = model.predict(entry.item.text for entry in stored)
        entries = [
            _work_item(entry, model, guess.probabilities.tolist()) for entry, guess in zip(stored, guesses, strict=True)
        ]
        entries.sort(key=lambda entry: (entry.certainty, entry.item.item.id or ""))
        self._rankings[framework] = _Ranking(revision, model, tuple(entries))
        return self._rankings[framework].entries

    def _given(self, framework: str, label: str) -> Label:
        places = {leaf(known): known for known in self._frameworks.get(framework).labels()}
        named = self._frameworks.find_execution_item(framework, label)
        found = places.get(leaf(named) or label) or places.get(self._frameworks.canonical(framework, label).dimension)
        if found is None:
            known = "、".join(name for name in places if name)
            raise QueryError(f"架構「{framework}」沒有「{label}」。", hint=f"可用的標籤：{known}")
        return found


def _corrected(stored: StoredItem, kept: Correction) -> Corrected:
    suggested = None if kept.suggested is None else leaf(kept.suggested)
    return Corrected(stored, leaf(kept.given) or "", suggested, kept.by, kept.at.isoformat(timespec="seconds"))


def _work_item(stored: StoredItem, model: LabelModel, probabilities: list[float]) -> WorkItem:
    ranked = sorted(range(len(probabilities)), key=lambda at: -probabilities[at])[:_GUESSES]
    guesses = tuple((leaf(model.labels[at]) or "", probabilities[at]) for at in ranked)
    printed = leaf(stored.item.label)
    # Where the plan prints a label, doubt is about that one; else about the best guess.
    held = {leaf(label): probabilities[at] for at, label in enumerate(model.labels)}
    return WorkItem(stored, printed, guesses, held.get(printed, guesses[0][1]) if printed else guesses[0][1])
