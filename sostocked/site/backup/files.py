"""Files that people gave us, where they are kept in a folder. A bucket has backups of its own."""

from collections.abc import Iterator
from pathlib import Path
from typing import IO

from django.utils._os import safe_join

from sostocked.site.backup.archive import PIECE


def files_in(folder: str) -> Iterator[tuple[str, Path]]:
    """Every file below `folder` (none where that is empty), with its name in a backup."""
    top = Path(folder)
    if not folder or not top.is_dir():
        return
    for path in sorted(top.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield path.relative_to(top).as_posix(), path


def pieces_of(path: Path) -> Iterator[bytes]:
    """Its content in pieces; none where it has been removed since."""
    try:
        with path.open("rb") as opened:
            while piece := opened.read(PIECE):
                yield piece
    except FileNotFoundError:
        return


class Putter:
    """Puts files back below `folder`, piece by piece, and never outside of it."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._name = ""
        self._opened: IO[bytes] | None = None
        self.count = 0

    def put(self, name: str, piece: bytes) -> None:
        """The next piece of the file `name`. What was there by that name is replaced."""
        if name != self._name:
            self.close()
            path = Path(safe_join(self._folder, name))
            path.parent.mkdir(parents=True, exist_ok=True)
            self._opened, self._name = path.open("wb"), name
            self.count += 1
        if self._opened:
            self._opened.write(piece)

    def close(self) -> None:
        """After the last piece."""
        if self._opened:
            self._opened.close()
        self._opened = None
