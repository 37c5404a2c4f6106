"""Which cluster, and whether it may be spoken to in the clear. Pure; imports nothing of Dask."""

import os
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from orchestrator.errors import ClusterError

PATIENCE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where a run's workers are.

    Raises:
        ClusterError: the address is none, or one that would be spoken to in the clear over a network.
    """

    address: str
    """Of a running scheduler, `tls://HOST:PORT` or `tcp://HOST:PORT`; or `local:N` for N workers on this machine."""
    plain: bool = False
    """Whether an unencrypted connection over a network is wanted."""
    patience: float = PATIENCE_SECONDS
    """Seconds without a worker after which the run is ended."""

    def __post_init__(self) -> None:
        if self.address.startswith("local:"):
            if not self.address[6:].isdecimal() or not int(self.address[6:]):
                raise ClusterError(f"{self.address!r} is no cluster: write local:N with a number of workers")
            return
        parts = urlsplit(self.address)
        if parts.scheme not in ("tls", "tcp") or not parts.hostname or not _port(self.address):
            raise ClusterError(
                f"{self.address!r} is no cluster: write tls://HOST:PORT or tcp://HOST:PORT of a scheduler, or local:N"
            )
        self.check(self.address)

    @property
    def local_workers(self) -> int | None:
        """How many to start on this machine; None where they are there already."""
        return int(self.address[6:]) if self.address.startswith("local:") else None

    @property
    def local_slots(self) -> int | None:
        """The share of this machine's cores that each of the local workers has."""
        return max(1, (os.cpu_count() or 1) // self.local_workers) if self.local_workers else None

    def check(self, address: str) -> None:
        """Whether a scheduler or worker at `address` may be spoken to.

        Raises:
            ClusterError: it may not.
        """
        if not self.plain and not is_private(address):
            raise ClusterError(
                f"{address} is not encrypted: give the cluster TLS certificates and a tls:// address,"
                " or say --cluster-plain where the network is to be trusted"
            )


def is_private(address: str) -> bool:
    """Whether nobody on a network can listen in: TLS, or no network at all."""
    parts = urlsplit(address)
    if parts.scheme in ("tls", "inproc"):
        return True
    host = parts.hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _port(address: str) -> int | None:
    try:
        return urlsplit(address).port
    except ValueError:
        return None
