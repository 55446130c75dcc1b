"""The translations, read from the .po files that translators edit: nothing compiled, nothing stale."""

from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask_babel import Domain

from associate.words import language

FOLDER = Path(__file__).parent.parent / "translations"


class Catalogs(Domain):
    """What Flask-Babel asks for a sentence. It would look for compiled files, which we don't keep."""

    def get_translations(self) -> NullTranslations:
        return catalog(language())


@cache
def catalog(code: str) -> NullTranslations:
    """The sentences of a language, once per process; empty for English and for what we don't speak."""
    file = FOLDER / f"{code}.po"
    if not file.exists():
        return Translations()
    with file.open("rb") as source:
        sentences = read_po(source, locale=code)
    compiled = BytesIO()
    write_mo(compiled, sentences)
    compiled.seek(0)
    return Translations(compiled)
