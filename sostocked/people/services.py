"""Founding an organization, inviting people, and taking invitations up."""

from django.db import transaction
from django.utils.text import slugify

from sostocked.people.models import Membership, Organization, Role, User


@transaction.atomic
def found_organization(name: str, *, owner: User, **fields) -> Organization:
    """A new organization whose owner is `owner`; its slug is the name's, with a number where that is taken."""
    stem = slugify(name)[:50] or "organization"
    slug, n = stem, 1
    while Organization.objects.filter(slug=slug).exists():
        n += 1
        slug = f"{stem}-{n}"
    organization = Organization.objects.create(name=name, slug=slug, **fields)
    Membership.objects.create(organization=organization, user=owner, role=Role.OWNER)
    return organization
