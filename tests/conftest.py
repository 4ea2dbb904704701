"""Random tests are bounded and the same in each run; a failure is reported as it was found, not shrunk."""

import gc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

from tests import support

gc.set_threshold(50_000, 50, 100)  # each derivation makes many small objects, hardly one of them in a cycle

settings.register_profile(
    "bounded",
    derandomize=True,
    deadline=None,
    print_blob=False,
    report_multiple_bugs=False,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
settings.load_profile("bounded")

HERE = Path(__file__).parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--exhaustive", action="store_true", help="also all rules and second orders")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What does not depend on the version of Python is tried where that is asked for, or where its tests are named."""
    if config.getoption("--exhaustive") or any("tests/" in argument for argument in config.args):
        return
    support.second_orders_too = False
    left = [item for item in items if _is_exhaustive(item)]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if item not in set(left)]


def _is_exhaustive(item: pytest.Item) -> bool:
    """Every rule at every shape and type, second orders of constructs and samples, and what is drawn at random."""
    folder = item.path.relative_to(HERE).parts[0] if item.path.is_relative_to(HERE) else ""
    return (
        (folder == "calculus" and item.path.name != "test_registry.py")
        or (folder in ("language", "traps") and "second" in item.name)
        or folder in ("higher_order", "fuzz")
        or item.name.startswith("test_random_programs")
        or getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
    )
