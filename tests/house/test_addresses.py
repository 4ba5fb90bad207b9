"""The walk finds every address, or the table of who may open what would be about some of them only."""

from types import SimpleNamespace

from django.urls import get_resolver, include, path, re_path

from tests.house.addresses import every_address


def view(request):
    """Never called."""


def found(*patterns):
    return [(each.name, each.wanted) for each in every_address(SimpleNamespace(url_patterns=patterns))]


def desk(name, *patterns):
    return include((list(patterns), name))


def test_the_skipped_desk():
    """A desk with a namespace of its own, one within another, and one that is included without any."""
    assert found(
        path("o/<slug:org>/stock/", desk("stock", path("", view, name="list"))),
        path("", desk("outer", path("in/", desk("inner", path("<int:pk>/", view, name="row"))))),
        path("bare/", include([path("page/", view, name="page")])),
        path("accounts/", include([path("secret/", view, name="account_secret")])),
    ) == [("stock:list", ("org",)), ("outer:inner:row", ("pk",)), ("page", ()), ("account_secret", ())]


def test_an_address_without_a_name_is_called_by_its_route():
    assert found(path("a/", desk("a", path("<int:pk>/x/", view)))) == [("a:a/<int:pk>/x/", ("pk",))]


def test_two_addresses_of_one_name_are_two():
    names = [name for name, _ in found(path("a/", view, name="x"), path("b/<int:pk>/", view, name="x"))]
    assert names == ["x", "x"]


def test_an_address_is_filled_in():
    (plain,) = every_address(SimpleNamespace(url_patterns=[path("o/<slug:org>/<int:pk>/", view, name="x")]))
    assert plain.filled({"org": "acme", "pk": 7}) == "/o/acme/7/"
    keyed = re_path(r"^reset/(?P<uid>[0-9A-Za-z]+)-(?P<key>.+)/$", view, name="x")
    (regex,) = every_address(SimpleNamespace(url_patterns=[keyed]))
    assert regex.filled({"uid": "1", "key": "set"}) == "/reset/1-set/"


def test_the_site_has_the_addresses_of_everybody():
    names = {each.name.partition(":")[0] for each in every_address(get_resolver())}
    assert {"home", "account_login", "mfa_index", "admin", "people", "purchasing", "workorders"} <= names
