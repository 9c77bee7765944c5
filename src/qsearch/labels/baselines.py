"""Label texts the simple ways that a model has to beat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # ships no types

from qsearch.frameworks import Framework
from qsearch.labels.examples import LabelledText
from qsearch.labels.guides import guide_texts
from qsearch.plan import Label
from qsearch.text.fold import fold_text

__all__ = ["definitions", "majority", "nearest_by_bm25", "plain_regression"]

_K1, _B = 1.2, 0.75  # Lucene's defaults


def majority(known: Sequence[LabelledText], texts: Sequence[str], _: Framework) -> list[Label]:
    """Give every text the commonest label; of equals, the one met first."""
    ((label, _count),) = Counter(text.label for text in known).most_common(1)
    return [label] * len(texts)


def definitions(_: Sequence[LabelledText], texts: Sequence[str], framework: Framework) -> list[Label]:
    """Give each text the label whose guidance BM25 ranks first for it; where nothing is alike, the first label."""
    guides = [(label, " ".join(guide_texts(framework, label))) for label in framework.labels()]
    return _nearest([label for label, _ in guides], [text for _, text in guides], texts)


def nearest_by_bm25(known: Sequence[LabelledText], texts: Sequence[str], _: Framework) -> list[Label]:
    """Give each text the label of the known text that BM25 ranks first for it."""
    return _nearest([text.label for text in known], [text.text for text in known], texts)


def _nearest(labels: Sequence[Label], known: Sequence[str], texts: Sequence[str]) -> list[Label]:
    """Give each text the label of the known text that BM25 ranks first for it, over character bigrams.

    Robertson and Zaragoza, 2009, with the idf of Lucene: ln(1 + (n - df + 0.5) / (df + 0.5)).
    """
    from sklearn.feature_extraction.text import CountVectorizer

    counter = CountVectorizer(analyzer="char", ngram_range=(2, 2), preprocessor=fold_text)
    counts = counter.fit_transform(known).astype(np.float64)
    lengths = np.asarray(counts.sum(axis=1)).ravel()
    frequency = np.bincount(counts.indices, minlength=counts.shape[1])
    idf = np.log1p((len(known) - frequency + 0.5) / (frequency + 0.5))
    rows = np.repeat(np.arange(len(known)), np.diff(counts.indptr))
    damping = _K1 * (1 - _B + _B * lengths / lengths.mean())
    counts.data = counts.data * (_K1 + 1) / (counts.data + damping[rows]) * idf[counts.indices]
    best = (counter.transform(texts) @ counts.T).toarray().argmax(axis=1)
    return [labels[i] for i in best]


def plain_regression(known: Sequence[LabelledText], texts: Sequence[str], _: Framework) -> list[Label]:
    """Label texts by scikit-learn's own TF-IDF of one and two characters and its logistic regression."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    places = list(dict.fromkeys(text.label for text in known))
    vectoriser = TfidfVectorizer(analyzer="char", ngram_range=(1, 2))
    classifier = LogisticRegression(max_iter=300)
    with threadpool_limits(limits=1):
        classifier.fit(vectoriser.fit_transform([t.text for t in known]), [places.index(t.label) for t in known])
        return [places[i] for i in classifier.predict(vectoriser.transform(texts))]
