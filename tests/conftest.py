"""What holds for every test."""

from hypothesis import HealthCheck, settings

# A machine that builds is slow now and then, and that is no finding. A failure prints how to see it again.
settings.register_profile("repository", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.load_profile("repository")
