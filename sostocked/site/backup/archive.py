"""The one file: a tar stream of parts, and at its end the manifest that says what must be in it.

A part whose size nobody knows before (the database's dump) is cut into members of one piece each, so that it
passes through without touching the disk.
"""

import hashlib
import io
import json
import tarfile
from collections.abc import Iterable, Iterator
from typing import IO, Any

from sostocked.site.backup.errors import BackupError

PIECE = 4 << 20  # bytes
MANIFEST = "manifest.json"
FORMAT = 1
DAMAGED = "The backup is damaged: {what}. Take another one."


class Writer:
    """Writes parts one after the other; `close` adds the manifest with their sizes and hashes."""

    def __init__(self, target: IO[bytes]) -> None:
        self._tar = tarfile.TarFile.open(fileobj=target, mode="w|", format=tarfile.PAX_FORMAT)
        self.parts: dict[str, dict[str, Any]] = {}

    def add(self, name: str, pieces: Iterable[bytes]) -> None:
        """One part, of pieces as they come."""
        digest, size = hashlib.sha256(), 0
        for number, piece in enumerate(pieces):
            self._member(f"{name}/{number:09}", piece)
            digest.update(piece)
            size += len(piece)
        if not size:
            self._member(f"{name}/{0:09}", b"")  # an empty file is a file, too
        self.parts[name] = {"bytes": size, "sha256": digest.hexdigest()}

    def close(self, facts: dict[str, Any]) -> None:
        """End the file with the manifest: `facts`, and what every part must be."""
        manifest = {"format": FORMAT, **facts, "parts": self.parts}
        self._member(MANIFEST, json.dumps(manifest, indent=1, sort_keys=True).encode())
        self._tar.close()

    def _member(self, name: str, content: bytes) -> None:
        member = tarfile.TarInfo(name)
        member.size = len(content)
        self._tar.addfile(member, io.BytesIO(content))


class Reader:
    """Reads a file from its beginning to its end, once; then `manifest` is there and every part was compared."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self.manifest: dict[str, Any] = {}

    def pieces(self) -> Iterator[tuple[str, bytes]]:
        """Each piece with the name of its part, in order; raises BackupError where something is not as written."""
        found: dict[str, tuple[Any, int]] = {}
        for name, content in self._members():
            if name == MANIFEST:
                self.manifest = json.loads(content)
                continue
            part = name.rpartition("/")[0]
            digest, size = found.get(part, (hashlib.sha256(), 0))
            digest.update(content)
            found[part] = (digest, size + len(content))
            yield part, content
        self._compare({name: (digest.hexdigest(), size) for name, (digest, size) in found.items()})

    def _members(self) -> Iterator[tuple[str, bytes]]:
        try:
            with tarfile.open(fileobj=self._source, mode="r|") as tar:
                for member in tar:
                    opened = tar.extractfile(member)
                    yield member.name, opened.read() if opened else b""
        except (tarfile.TarError, EOFError) as error:
            raise BackupError(DAMAGED.format(what=str(error) or "it ends too early")) from error

    def _compare(self, found: dict[str, tuple[str, int]]) -> None:
        if not self.manifest:
            raise BackupError(DAMAGED.format(what="it has no end"))
        if self.manifest["format"] != FORMAT:
            raise BackupError(f"The backup has format {self.manifest['format']}: a newer version made it.")
        parts = self.manifest["parts"]
        wanted = {name: (part["sha256"], part["bytes"]) for name, part in parts.items()}
        if wrong := sorted(name for name in wanted | found if wanted.get(name) != found.get(name)):
            raise BackupError(DAMAGED.format(what=f"{wrong[0]} is not what was written"))
