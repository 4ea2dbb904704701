"""Random tests are bounded and the same in each run; a failure is reported as it was found, not shrunk."""

import gc

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
