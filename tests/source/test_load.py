import inspect
import linecache
import pickle
import traceback

from s2sad.source.load import load
from s2sad.source.write import Text

SOURCE = "def inverse(x):\n    return scale / x\n\n\nscale = 1.0\n"


def test_namespace_wins_over_the_copied_global():
    assert load(Text(SOURCE, {"scale": 4.0}), "inverse")(2.0) == 2.0


def test_source_survives_clearing_the_cache():
    f = load(Text(SOURCE), "inverse")
    linecache.checkcache()
    assert inspect.getsource(f) == "def inverse(x):\n    return scale / x\n"
    linecache.clearcache()
    assert inspect.getsource(f).startswith("def inverse")
    linecache.clearcache()
    try:
        f(0.0)
    except ZeroDivisionError:
        assert "return scale / x" in traceback.format_exc()
    assert "<" not in f.__code__.co_filename


def test_text_pickles():
    text = pickle.loads(pickle.dumps(Text(SOURCE)))
    assert load(text, "inverse")(4.0) == 0.25
