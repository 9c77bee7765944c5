from hypothesis import given
from hypothesis import strategies as st

from qsearch.frameworks import load_frameworks
from qsearch.frameworks.folding import fold_label, fold_words
from qsearch.plan import Label
from qsearch.shipped import corpus_dir

FRAMEWORKS = load_frameworks(corpus_dir() / "frameworks")
WORDINGS = [
    (Label(f.id, d.label, s.label, e.label), (dimension, subdimension, execution_item))
    for f in FRAMEWORKS
    for d in f.dimensions
    for s in d.subdimensions
    for e in s.execution_items
    for dimension in d.names()
    for subdimension in (s.names() or (None,))
    for execution_item in e.names()
]
NUMBERS = st.sampled_from(["", "一、", "（二）", "1.", "2.3 ", "(4)", "Ａ．", "iv. ", "十二、", "③"])
SPACES = st.sampled_from(["", " ", "\n", "　"])


@st.composite
def printed(draw: st.DrawFn) -> tuple[Label, tuple[str | None, ...]]:
    """Draw a label and a way to print it: numbered, spaced anywhere, with 台 for 臺."""
    label, path = draw(st.sampled_from(WORDINGS))
    return label, tuple(None if text is None else _printed(draw, text) for text in path)


def _printed(draw: st.DrawFn, text: str) -> str:
    spaced = "".join(character + draw(SPACES) for character in text)
    return draw(NUMBERS) + spaced.replace("臺", draw(st.sampled_from("臺台")))


@given(printed())
def test_every_wording_means_its_canonical_label_however_it_is_printed(drawn):
    label, path = drawn
    assert FRAMEWORKS.canonical(label.framework, *path) == label
    assert FRAMEWORKS.detect([path]) == label.framework


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30))
def test_any_print_gets_a_label_of_the_framework_or_none(dimension, subdimension, execution_item):
    for framework in FRAMEWORKS:
        label = FRAMEWORKS.canonical(framework.id, dimension, subdimension, execution_item)
        whole = {(known.dimension, known.subdimension, known.execution_item) for known in framework.labels()}
        prefixes = {(d, s, None) for d, s, _ in whole} | {(d, None, None) for d, _, _ in whole} | {(None, None, None)}
        assert (label.dimension, label.subdimension, label.execution_item) in whole | prefixes


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing_more(text):
    assert fold_words(fold_words(text)) == fold_words(text)
    assert not any(character.isspace() for character in fold_label(text))
