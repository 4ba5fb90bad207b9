"""`python -m benchmarks`: measure in a database of its own, which is gone afterwards."""

import argparse
import os

import django


def main() -> None:
    """Print the report."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sostocked.settings")
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--orders", type=int, default=100_000, help="open orders (default 100,000)")
    parser.add_argument("--repeat", type=int, default=3, help="passes of which the median counts (default 3)")
    parser.add_argument("--moves", type=int, default=1_000_000, help="in the ledger (default 1,000,000)")
    chosen = parser.parse_args()
    django.setup()
    from django.test.utils import setup_databases, teardown_databases  # noqa: PLC0415

    # Models need the apps.
    from benchmarks import goods, ledger, pages, rescheduling, scheduling, world  # noqa: PLC0415

    print("schedule(): legs dated in a second, beside adding bare days")
    print("\n".join(scheduling.measure()), flush=True)
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        print("\nThe timeline of 500 open orders")
        print("\n".join(pages.measure(world.fill(500))), flush=True)
        print("\nA hundred lines received, a hundred cartons out, a bundle of a hundred parts")
        print("\n".join(goods.measure()), flush=True)
        for orders, moves in ((51, 1_000), (52, chosen.moves)):
            print(f"\nStock with {moves:,} moves")
            print("\n".join(ledger.measure(world.fill(orders), moves)), flush=True)
        print("\nDating open orders again after one closure")
        there = world.fill(chosen.orders)
        print("\n".join(rescheduling.measure(there, chosen.orders, chosen.repeat)), flush=True)
    finally:
        teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    main()
