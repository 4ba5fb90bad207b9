"""Crumbs and tabs."""

from sostocked.foundation.pages.navigation import crumbs, tabs


def test_crumbs_lead_down_to_this_page_which_leads_nowhere():
    assert crumbs(("Orders", "/orders/"), "PO-1") == [
        {"label": "Orders", "url": "/orders/"},
        {"label": "PO-1", "url": ""},
    ]


def test_one_tab_is_open():
    assert tabs("/b/", ("List", "/a/"), ("Timeline", "/b/")) == [
        {"label": "List", "url": "/a/", "current": False},
        {"label": "Timeline", "url": "/b/", "current": True},
    ]
