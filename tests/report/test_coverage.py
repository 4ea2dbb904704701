"""The table of what has a derivative."""

from __future__ import annotations

import numpy as np
import pytest

from s2sad.calculus.scipy import without as scipy
from s2sad.calculus.without import CREATES, REASONS
from s2sad.report import coverage


@pytest.mark.parametrize("module", coverage.MODULES)
def test_nothing_of_numpy_is_missing(module):
    missing = [name for name, (kind, _) in coverage.coverage(module).items() if kind == "missing"]
    assert missing == []


def test_every_reason_is_given_for_something_that_numpy_has():
    known = {name for module in coverage.MODULES for name in coverage.coverage(module)}
    listed = {name for names in REASONS.values() for name in names.split()} | CREATES
    of_some_versions = {"unique_all", "unique_counts", "unique_inverse", "set_default_printstyle", "device"}
    of_some_versions |= {
        "from_dlpack",
        "to_device",
        "geterrcall",
        "seterrcall",
        "bmat",
        "asmatrix",
        "matrix",
        "generic",
    }
    of_some_versions |= {"itemset", "newbyteorder", "tostring"}
    assert listed - known <= of_some_versions | {"record", "ndarray", "printoptions", "errstate"}


def test_a_row_says_what_the_rules_say():
    rows = coverage.coverage("numpy")
    assert rows["sin"] == ("rule", "") and rows["floor"] == ("still", "") and rows["zeros"] == ("creates constants", "")
    assert rows["putmask"] == ("rule", "as reads and writes") and rows["frompyfunc"][0] == "no derivative exists"
    assert coverage.kind_of("numpy", "brand_new", object()) == ("missing", "")
    assert "numpy.linalg" in coverage.text(("numpy.linalg",))


def test_what_creates_constants_does():
    assert not [name for name in CREATES if hasattr(np, name) and not callable(getattr(np, name))]


def test_nothing_of_the_special_functions_is_missing():
    special = pytest.importorskip("scipy.special")
    rows = coverage.coverage("scipy.special")
    assert [name for name, (kind, _) in rows.items() if kind == "missing"] == []
    assert rows["jv"] == ("rule", "") and rows["roots_legendre"] == ("creates constants", "")
    assert rows["stirling2"] == ("no derivative exists", "of whole numbers")
    listed = {name for names in scipy.REASONS["scipy.special"].values() for name in names.split()}
    listed |= set(scipy.CREATES["scipy.special"].split())
    of_older_versions = {"clpmn", "lpmn", "lpn", "sph_harm"}
    of_newer_versions = {name for name in listed if "legendre_p" in name or "sph_harm_y" in name or "stirling" in name}
    assert {name for name in listed if not hasattr(special, name)} <= of_older_versions | of_newer_versions


def test_distributions_have_rules_for_their_densities():
    pytest.importorskip("scipy.stats")
    rows = coverage.coverage("scipy.stats")
    assert rows["norm"] == (
        "rule",
        "as cdf, entropy, interval, isf, logcdf, logpdf, logsf, mean, pdf, ppf, sf, std, var",
    )
    assert rows["multivariate_normal"] == ("rule", "as logpdf, pdf")
    assert rows["crystalball"] == ("missing", "no rule: its density written out") and "ttest_ind" not in rows


@pytest.mark.parametrize("module", [f"scipy.{part}" for part in coverage.SCIPY])
def test_what_is_missing_of_scipy_has_a_reason(module):
    pytest.importorskip(module)
    assert [name for name, row in coverage.coverage(module).items() if row == ("missing", "")] == []
