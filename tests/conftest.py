"""Both back ends for what runs on anyio; a module that spawns servers sets `anyio_backend` to asyncio alone."""

import pytest


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> str:
    return request.param
