"""Which clusters may be spoken to, and what a worker starts."""

import json
import sys
from pathlib import Path

import pytest

from orchestrator.cluster.address import Cluster, is_private
from orchestrator.cluster.worker import MOST_PLACES, offered
from orchestrator.errors import ClusterError, ConfigError


@pytest.mark.parametrize("address", ["tls://10.0.0.7:8786", "tcp://127.0.0.1:8786", "tcp://[::1]:8786", "local:2"])
def test_what_nobody_can_listen_in_to_is_spoken_to(address: str) -> None:
    assert Cluster(address).address == address


@pytest.mark.parametrize("address", ["tcp://10.0.0.7:8786", "tcp://scheduler:8786", "tcp://0.0.0.0:8786"])
def test_a_network_without_encryption_is_refused_unless_it_is_wanted(address: str) -> None:
    with pytest.raises(ClusterError, match=f"{address} is not encrypted: .* or say --cluster-plain"):
        Cluster(address)
    assert Cluster(address, plain=True).address == address


def test_a_worker_that_listens_in_the_clear_is_refused_though_its_scheduler_is_on_this_machine() -> None:
    with pytest.raises(ClusterError, match="is not encrypted"):
        Cluster("tcp://127.0.0.1:8786").check("tcp://10.0.0.7:40001")


@pytest.mark.parametrize(
    "address", ["", "local:", "local:0", "local:-1", "local:two", "tcp://host", "http://a:1", "tls://:1", "tls://a:x"]
)
def test_what_is_no_address_of_a_cluster_says_how_to_write_one(address: str) -> None:
    with pytest.raises(ClusterError, match="is no cluster: write"):
        Cluster(address)


def test_localhost_is_this_machine() -> None:
    assert is_private("tcp://localhost:1")
    assert not is_private("tcp://localhost.example.org:1")


def servers(folder: Path, **entries: object) -> Path:
    file = folder / "servers.json"
    file.write_text(json.dumps({"mcpServers": entries}), encoding="utf-8")
    return file


def test_a_worker_starts_only_what_its_own_file_lets_go(tmp_path: Path) -> None:
    entry = {"command": sys.executable}
    file = servers(tmp_path, goes={**entry, "workers": True}, stays=entry)
    assert list(offered(["goes", "stays", "unknown"], file, [tmp_path], 2)) == ["goes"]
    for wanted in ("stays", "unknown", "calendar_server"):
        with pytest.raises(ConfigError, match=f"servers.json: it offers runs no '{wanted}'"):
            offered([wanted], file, [tmp_path], 2)


def test_the_syllabus_server_of_a_worker_reads_below_its_roots_and_what_the_run_sends(tmp_path: Path) -> None:
    shared, run = tmp_path / "shared", tmp_path / "run"
    (config,) = offered(["syllabus_server"], None, [shared, run], 3).values()
    roots = [config.args[at + 1] for at, argument in enumerate(config.args) if argument == "--root"]
    assert roots == [str(shared), str(run)]
    assert (config.sessions, config.max_concurrent) == (3, 3)


@pytest.mark.parametrize(
    ("entry", "sessions", "places"),
    [
        ({}, 4, 4),
        ({"sessions": 1}, 1, 4),
        ({"sessions": 8}, 8, 8),
        ({"max_concurrent": 16}, 1, 16),
        ({"max_concurrent": "auto"}, 1, MOST_PLACES),
    ],
)
def test_a_server_has_as_many_places_as_the_worker_has_slots_unless_it_says_otherwise(
    tmp_path: Path, entry: dict[str, object], sessions: int, places: int
) -> None:
    file = servers(tmp_path, toy={"command": sys.executable, "workers": True, **entry})
    config = offered(["toy"], file, [tmp_path], 4)["toy"]
    assert (config.sessions, config.max_concurrent) == (sessions, places)


def test_a_server_is_told_where_the_files_of_a_run_are(tmp_path: Path) -> None:
    entry = {"command": sys.executable, "args": ["--root", "${files}"], "env": {"F": "${files}/x"}, "workers": True}
    config = offered(["toy"], servers(tmp_path, toy=entry), [tmp_path / "run"], 1)["toy"]
    assert config.args == ("--root", str(tmp_path / "run"))
    assert config.env == {"F": str(tmp_path / "run" / "x")}
