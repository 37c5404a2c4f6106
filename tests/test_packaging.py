"""What the package says of itself is the same everywhere."""

import json
import tomllib
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from zipfile import ZipFile

import pytest

REPOSITORY = Path(__file__).parent.parent
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
SERVER = json.loads((REPOSITORY / "server.json").read_text(encoding="utf-8"))


def script(name: str) -> ModuleType:
    """A script of `packaging/`, as a module."""
    spec = spec_from_file_location(name, REPOSITORY / "packaging" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_entry_for_the_registry_is_what_the_script_makes_of_the_project() -> None:
    """Against the public schema: tests/hosts."""
    registry = script("registry")
    assert registry.entry(registry.NOBODY, PROJECT) == SERVER
    assert len(SERVER["description"]) <= 100, "more the registry does not take"


def test_one_command_fills_in_who_publishes_it_and_leaves_the_line_that_proves_it(tmp_path: Path) -> None:
    registry = script("registry")
    for name in ("README.md", "pyproject.toml"):
        (tmp_path / name).write_bytes((REPOSITORY / name).read_bytes())
    readme = tmp_path / "README.md"
    before = readme.read_text(encoding="utf-8")
    for namespace in ("io.github.ada", "org.example-college.cs"):
        name = f"{namespace}/syllabus-orchestrator"
        assert registry.write(tmp_path, namespace) == name
        assert json.loads((tmp_path / "server.json").read_text(encoding="utf-8"))["name"] == name
        assert readme.read_text(encoding="utf-8") == f"{before}\n<!-- mcp-name: {name} -->\n"
    registry.write(tmp_path, registry.NOBODY)
    assert readme.read_text(encoding="utf-8") == before
    for wrong in ("ada", "io.github.ada/x", "io.github.", ""):
        with pytest.raises(SystemExit, match="is no namespace: write "):
            registry.write(tmp_path, wrong)


@pytest.fixture(scope="module")
def mcpb() -> ModuleType:
    return script("mcpb")


def test_the_bundle_has_the_source_and_is_the_same_each_time(mcpb: ModuleType, tmp_path: Path) -> None:
    bundle = mcpb.write(tmp_path)
    first = bundle.read_bytes()
    with ZipFile(bundle) as archive:
        names = set(archive.namelist())
        manifest = json.loads(archive.read("manifest.json"))
    assert {"manifest.json", "pyproject.toml", "orchestrator/semester/plan.yaml", "servers/syllabus/page.html"} <= names
    assert not [name for name in names if "__pycache__" in name or name.startswith(("tests", "fixtures"))]
    assert manifest["server"]["entry_point"] in names
    assert manifest["version"] == PROJECT["version"]
    assert "set_up_semester" in {tool["name"] for tool in manifest["tools"]}
    assert mcpb.write(tmp_path).read_bytes() == first
