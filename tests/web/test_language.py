"""Which language a page speaks."""

import pytest

from associate.web.catalogs import catalog


@pytest.fixture
def ana(app, shop):
    from tests.support.people import Person

    return Person(app, shop.ana)


def test_a_person_chooses_the_language_of_their_screens(ana):
    ana.posts("/me/language", language="es")
    assert ana.opens("/").page.html["lang"] == "es"
    ana.posts("/me/language", language="")
    assert ana.opens("/").page.html["lang"] == "en"


def test_a_language_we_do_not_speak_is_refused(ana):
    assert ana.posts("/me/language", language="xx").code == "no_such_language"


def test_the_stores_language_is_the_default(app, shop, ana):
    from associate.db import atomic

    with atomic(shop.mill_quay):
        shop.mill_quay.locale = "fr"
    assert ana.opens("/").page.html["lang"] == "fr"


@pytest.mark.parametrize(
    ("asked", "lang"), [("fr-CA,fr;q=0.9", "fr"), ("de", "en"), ("es-MX,en;q=0.5", "es")]
)
def test_a_stranger_is_asked_in_the_language_of_their_browser(app, asked, lang):
    page = app.test_client().get("/login", headers={"Accept-Language": asked})
    assert f'<html lang="{lang}"' in page.text


@pytest.mark.parametrize("language", ["es", "fr"])
@pytest.mark.parametrize("number", [1, 5])
def test_one_and_many_are_told_apart(language, number):
    sentences = catalog(language)
    said = sentences.ungettext("%(num)d unit", "%(num)d units", number) % {"num": number}
    assert said.startswith(str(number)) and said != f"{number} unit" + "s" * (number > 1)


@pytest.mark.parametrize(
    ("context", "word", "es", "fr"),
    [
        ("what a button does", "Open", "Abrir", "Ouvrir"),
        ("a store", "Open", "Abierta", "Ouvert"),
        ("tasks", "All", "Todas", "Toutes"),
        ("orders", "All", "Todos", "Toutes"),
        ("changes", "All", "Todos", "Tous"),
        ("things to do", "none", "nada", "rien"),
        ("passkeys", "none", "ninguna", "aucune"),
    ],
)
def test_one_english_word_for_two_things_is_two_words_elsewhere(context, word, es, fr):
    assert [catalog(language).upgettext(context, word) for language in ("es", "fr")] == [es, fr]
