"""Keep label models: those that ship, and those trained on the plans of a home."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from qsearch.catalogue import Catalogue
from qsearch.errors import NotReady, QueryError
from qsearch.frameworks import Frameworks
from qsearch.labels.evaluation import evaluate
from qsearch.labels.examples import LabelledText, load_examples, of_framework
from qsearch.labels.model import LabelModel
from qsearch.labels.store import load_model, save_model
from qsearch.results import LabelEvaluation, TrainedModel

__all__ = ["ModelShelf", "Training"]


class ModelShelf:
    """Find the model of a framework: the home's own, else the one that ships."""

    def __init__(self, frameworks: Frameworks, own: Path, shipped: Path) -> None:
        self._frameworks = frameworks
        self._own = own
        self._shipped = shipped
        self._loaded: dict[str, tuple[tuple[Path, int], LabelModel]] = {}

    def load(self, framework: str) -> LabelModel:
        """Return the model of a framework.

        Raises QueryError for an unknown framework, NotReady where it has no model or its
        model was trained under another version, dictionary or set of labels.
        """
        if framework not in self._frameworks:
            known = "、".join(entry.id for entry in self._frameworks)
            raise QueryError(f"沒有標籤架構「{framework}」。", hint=f"可用的架構：{known}")
        folder = next(
            (root / framework for root in (self._own, self._shipped) if _card(root / framework).is_file()), None
        )
        if folder is None:
            raise NotReady(
                f"架構「{framework}」沒有標籤模型。", hint="匯入已標示構面與執行項目的計畫後，執行 qsearch train。"
            )
        # A service that runs on must see a model that was trained meanwhile.
        stamp = (folder, _card(folder).stat().st_mtime_ns)
        held = self._loaded.get(framework)
        if held is None or held[0] != stamp:
            held = (stamp, load_model(folder, self._frameworks.get(framework)))
            self._loaded[framework] = held
        return held[1]

    def save(self, model: LabelModel) -> Path:
        """Keep a model in the home and return its folder."""
        return save_model(model, self._own / model.framework, self._frameworks.get(model.framework))

    def trained_at_home(self) -> tuple[str, ...]:
        """Return the frameworks whose models the home has trained."""
        if not self._own.is_dir():
            return ()
        return tuple(sorted(folder.name for folder in self._own.iterdir() if _card(folder).is_file()))

    def forget(self, framework: str) -> None:
        """Drop the home's own model, so that the one that ships serves again."""
        shutil.rmtree(self._own / framework, ignore_errors=True)
        self._loaded.pop(framework, None)


class Training:
    """Learn from the shipped examples and from the labelled, published items of a home."""

    def __init__(self, catalogue: Catalogue, frameworks: Frameworks, models: ModelShelf, examples: Path) -> None:
        self._catalogue = catalogue
        self._frameworks = frameworks
        self._models = models
        self._examples = examples

    def train(self) -> tuple[TrainedModel, ...]:
        """Train a model for every framework with enough labelled texts and keep it in the home."""
        from qsearch.labels.training import train

        texts = self._labelled()
        trained = []
        for framework in self._frameworks:
            own = of_framework(texts, framework)
            try:
                model = train(own, framework)
            except NotReady:  # too few labelled texts: the framework goes without, as `other` always does
                continue
            folder = self._models.save(model)
            trained.append(TrainedModel(framework.id, len(own), len(model.labels), str(folder)))
        return tuple(trained)

    def evaluate(self) -> LabelEvaluation:
        """Score suggestions with each institution left out in turn."""
        texts = self._labelled()
        scores = (evaluate(texts, framework) for framework in self._frameworks)
        return LabelEvaluation(tuple(one for one in scores if one is not None))

    def _labelled(self) -> tuple[LabelledText, ...]:
        return (*load_examples(self._examples, self._frameworks), *self._at_home())

    def _at_home(self) -> Iterator[LabelledText]:
        """Yield the published items that carry a label; what a person corrected goes first."""
        corrected = {correction.item_id: correction for correction in self._catalogue.corrections()}
        groups: dict[str, str] = {}
        for stored in self._catalogue.iter_items():
            label = stored.item.label
            correction = corrected.get(stored.item.id or "")
            if correction is not None and correction.text == stored.item.text:
                label = correction.given
            if label.dimension is None:
                continue
            plan = stored.plan.id
            if plan not in groups:
                groups[plan] = self._catalogue.institution(plan)
            yield LabelledText(stored.item.text, label, groups[plan], "home")


def _card(folder: Path) -> Path:
    return folder / "card.json"
