"""Wapiti, with each thing once: a form is attacked for its route, not for each of a hundred orders.

Runs in the scanner's own environment and takes Wapiti's arguments. The file that ROUTES names says what
counts as one thing: a list of [expression for a path, route]. PAYLOADS is how many of a long list a field
gets; the lists go round, so all of them are sent. Wapiti has no options for what is done here.
"""

import asyncio
import json
import os
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path

from wapitiCore.attack.attack import Mutator
from wapitiCore.controller.wapiti import Wapiti
from wapitiCore.main.wapiti import wapiti_asyncio_wrapper
from wapitiCore.net import xss_utils
from wapitiCore.net.explorer import Explorer
from wapitiCore.parsers.ini_payload_parser import IniPayloadReader

LOOK_AT = {"GET": 3, "POST": 2}  # of a kind: what a page offers depends on the state its order is in
AT_ONCE = 2  # attacks; the scanner computes while the app answers others
ON_EVERY_FORM = {
    "csrf_token",
    "command_id",
    "seen",
    "mark",
    "store",
}  # one way through the code: once is enough
NOT_OURS = (
    re.compile(  # by name, payload or what it looks for: other systems, and spellings to pass a firewall
        r"windows|php|owasp|waitfor|benchmark|odbc|new date|(?<!pg_)sleep\(\[time|^(tab|comment)_|_lf\b", re.I
    )
)
ROUTES = [(re.compile(path), route) for path, route in json.loads(Path(os.environ["ROUTES"]).read_text())]
PAYLOADS = int(os.environ["PAYLOADS"])

explore_whatever, read_all = Explorer.has_too_many_parameters, IniPayloadReader.__init__
offer_all, attack_one_by_one = Wapiti.load_resources_for_module, Wapiti.load_and_attack
mutate_all, break_out_of = Mutator._mutate_urlencoded_multipart, xss_utils.apply_context
looked_at, sent = Counter(), Counter()
hit = defaultdict(set)


def kind_of(request):
    """What makes two requests the same to us: the method, the route, and which fields they have."""
    path = re.sub(r"^\w+://[^/]+", "", request.path)
    route = next((route for expression, route in ROUTES if expression.fullmatch(path)), path)
    fields = [*request.get_params, *request.post_params]
    return request.method, route, *sorted({shape_of(name) for name, _ in fields})


def shape_of(name):
    return re.sub(r"\d+", "1", name)


def has_seen_enough(explorer, request):
    if explorer.is_forbidden(request.url) or looked_at[kind_of(request)] >= LOOK_AT[request.method]:
        return True
    looked_at[kind_of(request)] += 1
    return explore_whatever(explorer, request)


async def attack_each_once(wapiti, module, attacked):
    pairs = iter(await once_each(offer_all(wapiti, module)))

    async def the_next(_module):
        for pair in pairs:
            yield pair

    wapiti.load_resources_for_module = the_next
    await asyncio.gather(*(attack_one_by_one(wapiti, module, attacked) for _ in range(AT_ONCE)))


async def once_each(offered):
    """One of each kind. Of several the one that the app went along with, since that one reaches furthest."""
    found = [pair async for pair in offered]
    found.sort(key=lambda pair: (pair[1].status != 303, pair[1].status) if pair[1] else (True, 999))
    kinds = {}
    for request, response in found:
        kinds.setdefault(kind_of(request), (request, response))
    return list(kinds.values())


def mutate_each_once(mutator, request, payloads):
    """Of fields that are alike, label_1 and label_2, the first; what every form has, in the first form."""
    first, wanted = {}, True
    for evil, parameter, payload in mutate_all(mutator, request, payloads):
        if not parameter.reversed_parameter:  # else it goes with the one before
            field = shape_of(parameter.name)
            wanted = first.setdefault(field, parameter) is parameter and not was_hit(mutator, request, field)
        if wanted or mutator._parameters:  # named ones are a second look
            yield evil, parameter, payload


def was_hit(mutator, request, field):
    """Whether this module has done so to another form."""
    if field not in ON_EVERY_FORM:
        return False
    hit[mutator._module, field].add(request.path_id)
    return len(hit[mutator._module, field]) > 1


def read_some(reader, file):
    """What can hurt this app, the next few of it."""
    read_all(reader, file)
    told = reader.config_reader
    about = {name: " ".join([name, *map(str, told[name].values())]) for name in told.sections()}
    reader.sections = iter(next_few(file, [name for name in about if not NOT_OURS.search(about[name])]))


def break_out_somehow(context, payloads, code):
    """The next few ways out of where a page shows what was typed: a text, an attribute."""
    return next_few(context["type"], break_out_of(context, payloads, code))


def next_few(of, everything):
    begin = sent[of] % max(1, len(everything))
    sent[of] += PAYLOADS
    return [*everything, *everything][begin : begin + min(PAYLOADS, len(everything))]


Explorer.has_too_many_parameters = has_seen_enough
IniPayloadReader.__init__ = read_some
xss_utils.apply_context = break_out_somehow
Mutator._mutate_urlencoded_multipart = mutate_each_once
Wapiti.load_and_attack = attack_each_once
sys.exit(wapiti_asyncio_wrapper())
