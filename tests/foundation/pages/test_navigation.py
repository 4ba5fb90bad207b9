"""Crumbs and tabs."""

from sostocked.foundation.pages.navigation import crumbs, tabs


def test_crumbs_lead_down_to_this_page_which_leads_nowhere():
    assert crumbs(("Orders", "/orders/"), "PO-1") == [
        {"label": "Orders", "url": "/orders/"},
        {"label": "PO-1", "url": ""},
    ]


def test_one_tab_is_open_and_all_keep_the_filters(rf):
    assert tabs(rf.get("/b/", {"q": "x", "after": "9"}), ("List", "/a/"), ("Timeline", "/b/")) == [
        {"label": "List", "url": "/a/?q=x", "current": False},
        {"label": "Timeline", "url": "/b/?q=x", "current": True},
    ]
