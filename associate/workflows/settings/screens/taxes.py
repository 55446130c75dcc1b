"""Tax rates as pages."""

from typing import Any

from associate.clock import now
from associate.core.stores.models import Store
from associate.words import ngettext
from associate.workflows.settings.forms.draft import Draft, is_agreed, mark_of, opened
from associate.workflows.settings.forms.reading import Reader
from associate.workflows.settings.forms.taxes import read_rate
from associate.workflows.settings.rules.taxes import products_of

NEW = "new"


def open_new(store: Store | None) -> Draft:
    country = store.country if store else ""
    today = now().astimezone(store.timezone).date() if store else now().date()
    return opened({"country": country, "since": today.isoformat()}, NEW, None)


def draft_new(form: Any) -> Draft:
    reader = Reader(form)
    values = read_rate(reader)
    fine = not reader.problems
    return Draft(
        typed=form,
        seen=NEW,
        mark=mark_of(form) if fine else "",
        is_agreed=is_agreed(form) and fine,
        problems=reader.problems,
        values=values,
        changes={name: [None, _shown(value)] for name, value in values.items() if value != ""}
        if fine
        else {},
        effects=[_effect(values)] if fine else [],
        is_sent=True,
    )


def _shown(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _effect(values: dict[str, Any]) -> str:
    return ngettext(
        "%(num)d product bears it where it goes out in exchange.",
        "%(num)d products bear it where they go out in exchange.",
        products_of(values["tax_class"]),
    )
