"""What the page about one message takes."""

from associate.messages.own_words import Text
from associate.workflows.settings.forms.reading import Reader


def read_text(reader: Reader) -> Text:
    body = reader.form.get("body", "").replace("\r\n", "\n")
    return Text(reader.raw("subject"), "".join(c for c in body if c == "\n" or c.isprintable()).strip())
