"""Settings: a page for each side of how a store works. What is typed is shown with its effect, then saved."""

from associate.workflows.settings.routes import (
    boxes,
    buffers,
    carriers,
    channels,
    hours,
    index,
    pages,
    payments,
    places,
    reasons,
    returns,
    routing,
    subscribers,
    sync,
    taxes,
    texts,
    tokens,
)
from associate.workflows.settings.routes.desk import bp

__all__ = [
    "boxes",
    "bp",
    "buffers",
    "carriers",
    "channels",
    "hours",
    "index",
    "pages",
    "payments",
    "places",
    "reasons",
    "returns",
    "routing",
    "subscribers",
    "sync",
    "taxes",
    "texts",
    "tokens",
]
