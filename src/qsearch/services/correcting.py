"""Let people check labels: the least certain items first, and what they decide is kept."""

from __future__ import annotations

from qsearch.catalogue import Catalogue
from qsearch.errors import QueryError
from qsearch.frameworks import Frameworks
from qsearch.labels.examples import leaf
from qsearch.labels.model import LabelModel
from qsearch.plan import Label, StoredItem
from qsearch.results import Corrected, WorkItem, WorkList
from qsearch.services.training_models import ModelShelf

__all__ = ["Correcting"]

_GUESSES = 3


class Correcting:
    """List what a person should look at, and note what the person says of it."""

    def __init__(self, catalogue: Catalogue, frameworks: Frameworks, models: ModelShelf) -> None:
        self._catalogue = catalogue
        self._frameworks = frameworks
        self._models = models

    def work_list(self, *, framework: str | None = None, limit: int = 20) -> WorkList:
        """Return published items whose label the model is least certain of, those first; corrected ones are done.

        Without a framework, the newest award's. Raises QueryError for an unknown one, NotReady without a model.
        """
        chosen = framework or self._frameworks.newest_award().id
        model = self._models.load(chosen)
        done = {(correction.item_id, correction.text) for correction in self._catalogue.corrections()}
        stored = [
            entry
            for entry in self._catalogue.iter_items()
            if entry.item.label.framework == chosen and (entry.item.id, entry.item.text) not in done
        ]
        entries = [
            _work_item(entry, model, guess.probabilities.tolist())
            for entry, guess in zip(stored, model.predict(entry.item.text for entry in stored), strict=True)
        ]
        entries.sort(key=lambda entry: (entry.certainty, entry.item.item.id or ""))
        return WorkList(chosen, len(entries), tuple(entries[:limit]))

    def correct(self, item_id: str, label: str, *, by: str) -> Corrected:
        """Note the label that a person gives an item, by any wording of its framework, beside the one suggested.

        Raises NotFound for an unknown item, QueryError for a label that its framework lacks.
        """
        stored = self._catalogue.item(item_id)
        framework = stored.item.label.framework
        given = self._given(framework, label)
        model = self._models.load(framework)
        suggested = model.labels[int(model.predict([stored.item.text])[0].probabilities.argmax())]
        kept = self._catalogue.record_correction(item_id, given=given, suggested=suggested, by=by)
        return Corrected(stored, leaf(given) or "", leaf(suggested), kept.by, kept.at.isoformat(timespec="seconds"))

    def _given(self, framework: str, label: str) -> Label:
        places = {leaf(known): known for known in self._frameworks.get(framework).labels()}
        named = self._frameworks.find_execution_item(framework, label)
        found = places.get(leaf(named) or label) or places.get(self._frameworks.canonical(framework, label).dimension)
        if found is None:
            known = "、".join(name for name in places if name)
            raise QueryError(f"架構「{framework}」沒有「{label}」。", hint=f"可用的標籤：{known}")
        return found


def _work_item(stored: StoredItem, model: LabelModel, probabilities: list[float]) -> WorkItem:
    ranked = sorted(range(len(probabilities)), key=lambda at: -probabilities[at])[:_GUESSES]
    guesses = tuple((leaf(model.labels[at]) or "", probabilities[at]) for at in ranked)
    printed = leaf(stored.item.label)
    # Where the plan prints a label, doubt is about that one; else about the best guess.
    held = {leaf(label): probabilities[at] for at, label in enumerate(model.labels)}
    return WorkItem(stored, printed, guesses, held.get(printed, guesses[0][1]) if printed else guesses[0][1])
