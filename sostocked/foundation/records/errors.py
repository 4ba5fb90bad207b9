"""What the house says when it will not do a thing. Every refusal is a sentence for the person who asked."""


class Refused(Exception):
    """A rule of the business says no. `str()` is the sentence; nothing was changed."""

    http_status = 409


class IllegalMove(Refused):
    """A document may not go from its status to the one asked for."""


class NotYours(Refused):
    """The person may see the thing, but this is another role's to do."""

    http_status = 403


class ChangedMeanwhile(Refused):
    """Somebody else saved the same document first."""
