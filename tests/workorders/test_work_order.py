"""The page of a work order."""


def test_staff_and_seller_read_it(client, sent, cast):
    for person in (cast.dana, cast.alice, cast.root):
        client.force_login(person)
        page = client.get(sent.get_absolute_url())
        assert page.status_code == 200
