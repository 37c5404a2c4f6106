"""Both back ends for what runs on anyio; a module that spawns servers sets `anyio_backend` to asyncio alone.

Properties are tried without a limit of time for each example: a busy machine is no fault of ours.
"""

import pytest
from hypothesis import settings

settings.register_profile("here", deadline=None)
settings.load_profile("here")


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> str:
    return request.param
