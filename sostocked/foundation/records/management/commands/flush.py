"""Django's `flush`, by the owner: history lets itself be emptied by nobody else."""

from typing import Any

import pgtrigger
from django.core.management.commands import flush


class Command(flush.Command):
    """Tests that commit empty the tables with it between them."""

    def handle(self, **options: Any) -> None:
        with pgtrigger.ignore():
            super().handle(**options)
