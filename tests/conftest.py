"""Random tests are bounded and the same in each run; a failure is reported as it was found, not shrunk."""

import gc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

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

CALCULUS = Path(__file__).parent / "calculus"
"""Every rule at arguments of many shapes and types: what it finds does not depend on the version of Python."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--exhaustive", action="store_true", help="also every rule at every shape and type")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The rules are tried at every shape where that is asked for, or where their tests are named."""
    named = any("calculus" in argument for argument in config.args)
    if config.getoption("--exhaustive") or named:
        return
    left = [item for item in items if item.path.is_relative_to(CALCULUS) and "test_registry" not in item.path.name]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if item not in set(left)]
