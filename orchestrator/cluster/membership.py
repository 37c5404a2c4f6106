"""Who the workers are, asked of the scheduler again and again: nothing else of it is needed, nothing is given to it.

Asking outlives a scheduler that is started anew at the same address, which a subscription would not.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from distributed.comm import core
from distributed.security import Security

from orchestrator.cluster.wire import Connection
from orchestrator.errors import ClusterError

CONNECT_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Member:
    """A worker as the scheduler knows it."""

    address: str
    name: str
    """For people."""
    takes_calls: bool
    """Whether it is not about to leave, nor short of memory."""


class Membership:
    """Of the cluster whose scheduler is at `address`.

    Args:
        seconds: to reach a scheduler or a worker.

    Raises:
        ClusterError: it wants TLS, and Dask's configuration names no certificate.
    """

    def __init__(self, address: str, seconds: float) -> None:
        self._address, self._seconds = address, min(seconds, CONNECT_SECONDS)
        self._arguments = cast("Any", Security()).get_connection_args("client")
        if address.startswith("tls:") and self._arguments["ssl_context"] is None:
            raise ClusterError(
                f"{address} wants a certificate: name it in Dask's configuration, distributed.comm.tls"
                " (DASK_DISTRIBUTED__COMM__TLS__CA_FILE, …__CLIENT__CERT and …__CLIENT__KEY)"
            )
        self._connection: Connection | None = None

    async def members(self) -> dict[str, Member]:
        """The workers that are there now, by address.

        Raises:
            OSError: the scheduler can't be reached.
        """
        if self._connection is None or self._connection.closed():
            self._connection = await self.connect(self._address)
        await self._connection.write({"op": "identity", "reply": True})
        answer: Mapping[str, Any] = await self._connection.read()
        return {address: _member(address, told) for address, told in answer["workers"].items()}

    async def connect(self, address: str) -> Connection:
        """A connection to a scheduler or worker; what comes over it is not unpickled.

        Raises:
            OSError: it can't be reached, or its certificate is not the cluster's.
        """
        connect = cast("Any", core).connect  # Dask says nothing of its types
        return await connect(address, timeout=self._seconds, deserialize=False, **self._arguments)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.abort()


def _member(address: str, told: Mapping[str, Any]) -> Member:
    name = told["name"]
    label = f"worker {name}" if isinstance(name, int) else str(name)
    return Member(address, label, told["status"] == "running")
