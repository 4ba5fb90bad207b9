"""The timeline of 500 open orders beside the list of 50 of them: the whole answer, as the program makes it."""

from collections.abc import Callable
from time import perf_counter

from django.http import HttpResponse
from django.test import Client, override_settings

from benchmarks.world import World

PASSES = 9


@override_settings(SECURE_SSL_REDIRECT=False, ALLOWED_HOSTS=["testserver"])
def measure(world: World) -> list[str]:
    """The lines of the report."""
    client = Client()
    client.force_login(world.owner)
    root = f"/o/{world.organization.slug}"
    pages = {
        "list of 50": f"{root}/purchase-orders/",
        "timeline, months": f"{root}/timeline/",
        "timeline, weeks": f"{root}/timeline/?scale=weeks",
    }
    found = {name: answer(lambda at=url: client.get(at)) for name, url in pages.items()}
    bare = next(iter(found.values()))[0]
    return [
        f"  {name:<24} {seconds * 1000:>8.0f} ms   {size / 1000:>7,.0f} kB {seconds / bare:>6.1f} ×"
        for name, (seconds, size) in found.items()
    ]


def answer(ask: Callable[[], HttpResponse]) -> tuple[float, int]:
    """The median of a few answers, in seconds, and the size of one, in bytes."""
    passes = []
    for _pass in range(PASSES + 1):
        start = perf_counter()
        answer = ask()
        passes.append(perf_counter() - start)
        assert answer.status_code == 200, answer.status_code
    return sorted(passes[1:])[PASSES // 2], len(answer.content)
