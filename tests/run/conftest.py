"""Every test here gets a tiny project of its own, and leaves no process and no file behind."""

import shutil
import tempfile
from pathlib import Path

import pytest
from stand_in import Project

from sostocked.run.embedded import places


@pytest.fixture
def project():
    # Not tmp_path: root's lies where only root may enter, and that is one test's subject, not everyone's.
    with tempfile.TemporaryDirectory(prefix="sostocked-test-") as folder:
        Path(folder).chmod(0o755)
        made = Project(Path(folder).resolve() / "project").build()
        yield made
        made.kill_everything()
        for sockets in places.SOCKETS.glob(f"sostocked-*-{places.fingerprint(made.var)}"):
            shutil.rmtree(sockets, ignore_errors=True)
