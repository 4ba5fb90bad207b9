"""What goes wrong with a backup, in a sentence for the operator."""


class BackupError(Exception):
    """Nothing was made, kept or restored. The message says why, and what to do."""
