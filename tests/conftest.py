"""Random tests are bounded and the same in each run; a failure is reported as it was found, not shrunk."""

from hypothesis import HealthCheck, Phase, settings

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
