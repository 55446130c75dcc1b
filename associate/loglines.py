"""How the log reads: one JSON object a line on stderr, and nothing in it that belongs to a person.

What is logged is chosen field by field (ids, codes, figures). The last processor is a net under that: it
masks links, addresses, phone and card numbers in whatever a library says.
"""

import logging
import re
import sys
import threading
import traceback
from collections.abc import Mapping
from typing import Any, TextIO

import structlog
from structlog.types import EventDict, Processor, WrappedLogger

LINK = re.compile(r"/(p|welcome|visit)/[^/\s\"'?#]+")
ADDRESS = re.compile(r"[^\s\"'<>(),;:=]+@[^\s\"'<>(),;]+")
DIGITS = re.compile(r"\+?\d(?:[\s().-]?\d){7,}")  # 8 or more: the shortest phone number
OWN_FIELDS = {"ts", "request_id", "level", "logger"}  # made by us, and full of digits
FRAMES = 12  # the innermost ones of a traceback
_configuring = threading.Lock()


class Stderr(logging.StreamHandler[TextIO]):
    """Writes to what sys.stderr is now, not to what it was when the app was made."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:  # type: ignore[override]
        return sys.stderr


def configure(config: Mapping[str, Any]) -> None:
    """Send everything that is logged, by us and by libraries, through one formatter. May be repeated."""
    with _configuring:
        structlog.configure(
            processors=[*_shared(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
            logger_factory=structlog.stdlib.LoggerFactory(),
            wrapper_class=structlog.stdlib.BoundLogger,
            cache_logger_on_first_use=False,
        )
        handler = Stderr()
        handler.setFormatter(_formatter(config["LOG_FORMAT"]))
        root = logging.getLogger()
        root.handlers = [kept for kept in root.handlers if not isinstance(kept, Stderr)] + [handler]
        logging.getLogger("associate").setLevel(config["LOG_LEVEL"].upper())
        _take_over("gunicorn.error")


def _take_over(name: str) -> None:
    """A library that brings handlers of its own gives them up."""
    logger = logging.getLogger(name)
    if logger.handlers:
        logger.handlers, logger.propagate = [], True


def _shared() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="ts"),
    ]


def _formatter(kind: str) -> logging.Formatter:
    last: list[Processor] = (
        [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
        if kind == "console"
        else [where_it_broke, discreet, structlog.processors.JSONRenderer(default=str, ensure_ascii=False)]
    )
    first = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    return structlog.stdlib.ProcessorFormatter(foreign_pre_chain=_shared(), processors=[first, *last])


def where_it_broke(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """An exception as its kind and its places. Its words may quote a customer, so they stay out."""
    info = event.pop("exc_info", None)
    event.pop("stack_info", None)
    if info is True:
        info = sys.exc_info()
    error = info[1] if isinstance(info, tuple) else info
    if isinstance(error, BaseException):
        frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
        event["error"] = type(error).__name__
        event["at"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return event


def discreet(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    return {key: value if key in OWN_FIELDS else masked(value) for key, value in event.items()}


def masked(value: Any) -> Any:
    """The value without links, mail addresses, and runs of 8 digits or more; numbers stay as they are."""
    if isinstance(value, str):
        return DIGITS.sub("[digits]", ADDRESS.sub("[address]", LINK.sub(r"/\1/[link]", value)))
    if isinstance(value, list | tuple):
        return [masked(each) for each in value]
    if isinstance(value, dict):
        return {key: masked(each) for key, each in value.items()}
    return value if isinstance(value, int | float | None) else masked(str(value))
