"""What the tests with hostile hand-ins share."""

import pytest

from tests.hostile.canary import Canaries


@pytest.fixture(scope="session")
def canaries():
    """Lay secrets and doors on this host, and take them away in the end."""
    laid = Canaries()
    yield laid
    laid.close()
