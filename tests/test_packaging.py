"""What the package says of itself is the same everywhere."""

import json
import tomllib
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from zipfile import ZipFile

import jsonschema
import pytest

REPOSITORY = Path(__file__).parent.parent
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
SERVER = json.loads((REPOSITORY / "server.json").read_text(encoding="utf-8"))

# Written after the registry's documentation of server.json; the schema itself stands at SERVER["$schema"].
SCHEMA = {
    "type": "object",
    "required": ["$schema", "name", "description", "version"],
    "additionalProperties": False,
    "properties": {
        "$schema": {"type": "string", "pattern": r"/schemas/\d{4}-\d\d-\d\d/server\.schema\.json$"},
        "name": {"type": "string", "minLength": 3, "maxLength": 200, "pattern": "^[a-zA-Z0-9.-]+/[a-zA-Z0-9._-]+$"},
        "title": {"type": "string", "minLength": 1, "maxLength": 100},
        "description": {"type": "string", "minLength": 1, "maxLength": 100},
        "version": {"type": "string", "maxLength": 255, "pattern": r"^\d+\.\d+\.\d+$"},
        "packages": {"type": "array", "items": {"$ref": "#/$defs/package"}, "minItems": 1},
    },
    "$defs": {
        "package": {
            "type": "object",
            "required": ["registryType", "identifier", "transport"],
            "additionalProperties": False,
            "properties": {
                "registryType": {"enum": ["npm", "pypi", "oci", "nuget", "mcpb"]},
                "identifier": {"type": "string"},
                "version": {"type": "string", "not": {"const": "latest"}},
                "runtimeHint": {"enum": ["npx", "uvx", "docker", "dnx"]},
                "transport": {"type": "object", "required": ["type"], "properties": {"type": {"const": "stdio"}}},
                "packageArguments": {"type": "array", "items": {"$ref": "#/$defs/argument"}},
                "environmentVariables": {"type": "array", "items": {"$ref": "#/$defs/input", "required": ["name"]}},
            },
        },
        "argument": {
            "$ref": "#/$defs/input",
            "oneOf": [
                {"properties": {"type": {"const": "positional"}}, "required": ["type", "value"]},
                {"properties": {"type": {"const": "named"}}, "required": ["type", "name"]},
            ],
        },
        "input": {
            "type": "object",
            "properties": {
                "description": {"type": "string"},
                "format": {"enum": ["string", "number", "boolean", "filepath"]},
                "isRequired": {"type": "boolean"},
            },
        },
    },
}


def test_the_entry_for_the_registry_has_its_form_and_the_package_s_name_and_version() -> None:
    jsonschema.validate(SERVER, SCHEMA)
    (package,) = SERVER["packages"]
    assert (package["identifier"], package["version"]) == (PROJECT["name"], PROJECT["version"])
    assert SERVER["version"] == PROJECT["version"]


@pytest.fixture(scope="module")
def mcpb() -> ModuleType:
    spec = spec_from_file_location("mcpb", REPOSITORY / "packaging" / "mcpb.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


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
