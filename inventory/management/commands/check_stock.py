"""Prove that the stock adds up."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from inventory.stock.proof import find_faults
from sostocked.foundation.words import count_of


class Command(BaseCommand):
    """Prints what is off, each in a sentence, and ends with an error where anything is."""

    help = "Prove that balances, moves and documents of stock agree; exits with an error where they do not."

    def handle(self, *args: Any, **options: Any) -> None:
        faults = find_faults()
        for fault in faults:
            self.stdout.write(fault.text)
        if faults:
            raise CommandError(f"The stock does not add up: {count_of(len(faults), 'fault')}.")
        self.stdout.write("The stock adds up.")
