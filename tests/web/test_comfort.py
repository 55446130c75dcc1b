"""The hand that scans and the size of the text, wherever the person signs in."""

from tests.support.people import Person


def test_a_person_says_which_hand_and_how_large(app, shop):
    ana = Person(app, shop.ana)
    assert not {"data-hand", "data-text"} & ana.opens("/").page.html.attrs.keys()
    ana.posts("/me/comfort", hand="left", text_size="150")
    page = Person(app, shop.ana).opens("/").page.html
    assert (page["data-hand"], page["data-text"]) == ("left", "150")


def test_what_we_do_not_have_is_refused_and_changes_nothing(app, shop):
    ana = Person(app, shop.ana)
    assert ana.posts("/me/comfort", hand="third", text_size="150").code == "no_such_hand"
    assert ana.posts("/me/comfort", hand="left", text_size="1000").code == "no_such_size"
    assert "data-hand" not in ana.opens("/").page.html.attrs
