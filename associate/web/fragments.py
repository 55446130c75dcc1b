"""Rendered fragments that many ask for, kept by this process as long as what they show is so.

The key says all that the fragment depends on: store, view, version, language, whose eyes, and the minute
where its words count time. What belongs to one session or one form, the CSRF token and the command ids, is
taken out before a fragment is kept and put in anew whenever it is served.
"""

import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable

from flask import Flask, current_app
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from associate.web.access import new_command

MOST = 200  # fragments a process keeps; the one not asked for longest goes
_TOKEN, _COMMAND = "\0token\0", "\0command\0"  # a page never holds a NUL
_COMMAND_FIELD = re.compile(r'(name="command_id" value=")[^"]*')

_lock = threading.Lock()
_easels = tuple(threading.Lock() for _ in range(16))


def kept(key: Hashable, render: Callable[[], str]) -> Markup:
    """The fragment with this key: rendered now, or as somebody of equal standing was shown it before.

    Who asks while it is being rendered waits for that; `render` may not ask for another one.
    """
    found = _find(key)
    if found is None:
        with _easels[hash(key) % len(_easels)]:
            found = _find(key) or _keep(key, anybodys(render()))
    return Markup(somebodys(found, generate_csrf()))


def _find(key: Hashable) -> str | None:
    fragments = _fragments(current_app)
    with _lock:
        found = fragments.get(key)
        if found is not None:
            fragments.move_to_end(key)
        return found


def _keep(key: Hashable, found: str) -> str:
    fragments = _fragments(current_app)
    with _lock:
        fragments[key] = found
        while len(fragments) > MOST:
            fragments.popitem(last=False)
    return found


def _fragments(app: Flask) -> OrderedDict[Hashable, str]:
    found: OrderedDict[Hashable, str] = app.extensions.setdefault("fragments", OrderedDict())
    return found


def anybodys(html: str) -> str:
    """Without what belongs to one session or one form."""
    plain = str(html)  # of Markup, the expression would escape what it puts in
    return _COMMAND_FIELD.sub(rf"\1{_COMMAND}", plain.replace(generate_csrf(), _TOKEN))


def somebodys(html: str, csrf: str) -> str:
    """For the session with this token, with command ids of its own."""
    first, *others = html.replace(_TOKEN, csrf).split(_COMMAND)
    return first + "".join(new_command() + part for part in others)
