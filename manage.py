#!/usr/bin/env python
"""Django's command line for So Stocked."""

import os
import sys

from django.core.management import execute_from_command_line

# They make tables or roles, or empty them; the demo world gives its history the days of its story.
OF_THE_OWNER = {
    "migrate",
    "createcachetable",
    "grant_site_role",
    "load_demo",
    "flush",
    "pgtrigger",
    "restore",
}

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sostocked.settings")
    if OF_THE_OWNER & set(sys.argv[1:2]):
        os.environ.setdefault("SOSTOCKED_AS_OWNER", "1")
    execute_from_command_line(sys.argv)
