"""Targets of the command line."""

import sys

import pytest

from s2sad.errors import TargetError
from s2sad.source.locate import locate


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "beside.py").write_text("K = 2.0\n")
    (tmp_path / "model.py").write_text(
        "from beside import K\nclass A:\n    def f(self, x): return K * x\ndef rs(x): return x\n"
    )
    (tmp_path / "broken.py").write_text("1 / 0\n")
    package = tmp_path / "some_package"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "inner.py").write_text("from . import other\ndef g(x): return other.h(x)\n")
    (package / "other.py").write_text("def h(x): return 2 * x\n")
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    for name in [n for n in sys.modules if n.partition(".")[0] in ("beside", "model", "some_package")]:
        del sys.modules[name]


def test_file(folder):
    assert locate("model.py:rs")(3.0) == 3.0
    assert locate(f"{folder}/model.py:A.f").__qualname__ == "A.f"
    assert str(folder) not in sys.path


def test_file_in_a_package(folder):
    assert locate("some_package/inner.py:g")(2.0) == 4.0
    assert locate("some_package.inner:g") is sys.modules["some_package.inner"].g


@pytest.mark.parametrize("target, message", [
    ("model.py", "is no target"), ("model.py:", "is no target"),
    ("model.py:rx", "model.py has no 'rx'; did you mean 'rs'?"),
    ("modle.py:rs", "there is no file 'modle.py'; did you mean 'model.py'?"),
    ("numpy.linag:norm", "there is no module 'numpy.linag'; did you mean 'numpy.linalg'?"),
    ("broken.py:f", "importing .*broken.py raised ZeroDivisionError"),
])  # fmt: skip
def test_wrong(folder, target, message):
    with pytest.raises(TargetError, match=message) as info:
        locate(target)
    assert "\n" not in str(info.value)
