"""The XML parts of an Office file (ECMA-376 part 2), opened without trust.

A zip may promise little and hold much: what it declares is added up before anything is unpacked, and what comes out is
counted while it comes.
"""

import io
import posixpath
import zipfile
from zlib import error as DeflateError  # noqa: N812 - a class, named like one

from servers.syllabus.readers.errors import Damaged, Locked, TooBig
from servers.syllabus.readers.trees import Element, NoTreeError, xml

_LARGEST_PART = 64 << 20  # the text of the Bible as a Word file is 5 MiB of XML
_LARGEST_SUM = 256 << 20  # with its pictures
_MOST_PARTS = 5000
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


class Package:
    """An Office file. `name` is for sentences about it."""

    def __init__(self, data: bytes, name: str) -> None:
        self._name = name
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            members = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise Damaged(name, "its archive can't be opened") from error
        if len(members) > _MOST_PARTS or sum(member.file_size for member in members) > _LARGEST_SUM:
            raise TooBig(name, "unpacked", f"{_LARGEST_SUM >> 20} MiB in {_MOST_PARTS} parts")
        if any(member.flag_bits & 1 for member in members):
            raise Locked(name)
        self._members = {member.filename: member for member in members}

    def xml(self, part: str) -> Element | None:
        """The root of a part, or None where there is no such part."""
        member = self._members.get(part)
        if member is None:
            return None
        try:
            return xml(self._unpacked(member))
        except NoTreeError as error:
            raise Damaged(self._name, f"{part}: {error}") from error

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """What `part` refers to inside the package: id → (the last word of its kind, name of the part)."""
        folder, base = posixpath.split(part)
        root = self.xml(posixpath.join(folder, "_rels", f"{base}.rels"))
        if root is None:
            return {}
        return {
            relation.get("Id", ""): (
                relation.get("Type", "").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/"),
            )
            for relation in root.iter(_RELATION)
            if relation.get("TargetMode", "") != "External"
        }

    def links(self, part: str) -> tuple[str, ...]:
        """What `part` links to outside the package."""
        folder, base = posixpath.split(part)
        root = self.xml(posixpath.join(folder, "_rels", f"{base}.rels"))
        relations = () if root is None else root.iter(_RELATION)
        return tuple(each.get("Target", "") for each in relations if each.get("TargetMode", "") == "External")

    def _unpacked(self, member: zipfile.ZipInfo) -> bytes:
        try:
            with self._zip.open(member) as stream:
                data = stream.read(_LARGEST_PART + 1)
        except (zipfile.BadZipFile, DeflateError, ValueError, OSError, EOFError, RuntimeError) as error:
            raise Damaged(self._name, f"{member.filename} can't be unpacked") from error
        if len(data) > _LARGEST_PART:
            raise TooBig(self._name, f"{member.filename} unpacked", f"{_LARGEST_PART >> 20} MiB")
        return data
