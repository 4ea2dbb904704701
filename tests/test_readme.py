"""The README shows what really happens."""

import re
from pathlib import Path

from samples import demo, seed
from samples.regenerate import README_SAMPLE, readme_with

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


def test_the_function_is_the_sample():
    text = Path(seed.__file__).read_text(encoding="utf-8")
    body = blocks("python")[0].partition("\n\n")[2].strip()
    assert body in text


def test_the_derivative_is_what_is_printed():
    assert readme_with(README_SAMPLE.read_text("utf-8"), README) == README, "python -m samples.regenerate rs"


def test_the_links_lead_somewhere():
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target


def test_the_demo_runs(capsys):
    assert demo.main() == 0
    assert "def rs_derivative(d, xs):" in capsys.readouterr().out
