"""Keep label models: those that ship, and those trained on the plans of a home."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from qsearch.catalogue import Catalogue
from qsearch.errors import NotReady
from qsearch.frameworks import Framework, Frameworks
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
        found = self._frameworks.asked(framework)
        folder = next(
            (root / framework for root in (self._own, self._shipped) if _card(root / framework).is_file()), None
        )
        if folder is None and not found.dimensions:
            raise NotReady(f"架構「{framework}」沒有共通的標籤，無從建議。", hint="請指定其他架構。")
        if folder is None:
            raise NotReady(
                f"架構「{framework}」還沒有標籤模型。",
                hint=f"執行 qsearch train --framework {framework}；匯入已標示的計畫後再訓練，會更準確。",
            )
        # A service that runs on must see a model that was trained meanwhile.
        stamp = (folder, _card(folder).stat().st_mtime_ns)
        held = self._loaded.get(framework)
        if held is None or held[0] != stamp:
            held = (stamp, load_model(folder, found))
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
    """Learn from the shipped examples, the labelled, published items of a home, and what frameworks say of labels."""

    def __init__(self, catalogue: Catalogue, frameworks: Frameworks, models: ModelShelf, examples: Path) -> None:
        self._catalogue = catalogue
        self._frameworks = frameworks
        self._models = models
        self._examples = examples

    def train(self, framework: str | None = None) -> tuple[TrainedModel, ...]:
        """Train a model for a framework, or for every one that has labels, and keep it in the home.

        Raises QueryError for an unknown framework, NotReady where the one named has no labels to tell apart.
        """
        if framework is not None:
            return (self._train(self._frameworks.asked(framework), self.labelled()),)
        texts = self.labelled()
        trained = []
        for each in self._frameworks:
            with suppress(NotReady):  # no labels to tell apart, as `other` never has
                trained.append(self._train(each, texts))
        return tuple(trained)

    def _train(self, framework: Framework, texts: Sequence[LabelledText]) -> TrainedModel:
        from qsearch.labels.training import train

        own = of_framework(texts, framework)
        model = train(own, framework)
        folder = self._models.save(model)
        return TrainedModel(framework.id, len(own), len(model.labels), str(folder), measured=model.is_measured)

    def evaluate(self) -> LabelEvaluation:
        """Score suggestions with each institution left out in turn."""
        texts = self.labelled()
        scores = (evaluate(texts, framework) for framework in self._frameworks)
        return LabelEvaluation(tuple(one for one in scores if one is not None))

    def labelled(self) -> tuple[LabelledText, ...]:
        """Return all that is learnt from: the shipped examples, and the home's published items that carry a label."""
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
