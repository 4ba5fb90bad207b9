"""What gunicorn loads before it forks."""

import os
import subprocess
import sys

from stand_in import ROOT

SHOWN = """
import gc
import sys
import sostocked.wsgi
from django.db import connection
from django.template import engines
cached = engines["django"].engine.template_loaders[0].loaders[0]
print(connection.connection, "purchasing.order_form.views" in sys.modules, gc.get_freeze_count() > 100_000,
      "purchasing/order_page/order.html" in cached.get_template_cache)
"""


def test_everything_is_loaded_and_no_line_to_the_database_is_shared():
    nowhere = {"DATABASE_URL": "postgres://nobody@127.0.0.1:9/none", "REDIS_URL": "redis://127.0.0.1:9/0"}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", SHOWN],
        cwd=ROOT, env=os.environ | nowhere | {"DEBUG": "0"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout.split() == ["None", "True", "True", "True"], done.stderr
