"""Out to a car: bags on the way, and the moment one stands at it. The card itself is curbside’s."""

from typing import Any

from flask import redirect, url_for

from associate.core.fulfillment.visits import Visit, visit_here
from associate.web.access import here, me, read_intent, staff_can
from associate.web.htmx import go
from associate.web.said import keep_for_next_page
from associate.web.scans import code_in_hand
from associate.words import _
from associate.workflows.handover.routes.counter import bp, say_bag
from associate.workflows.handover.rules import cars
from associate.workflows.handover.screens.counter import counter


@bp.post("/cars/<int:visit_id>/bags")
@staff_can("hand_over")
def create_bag_on_the_way(visit_id: int) -> Any:
    visit, intent = visit_here(visit_id, store=here()), read_intent("handover.bag")
    answer = cars.scan_on_the_way(visit, code_in_hand(), intent=intent, by=me())
    at = counter(cars.take_along(visit, intent=intent, by=me()))
    say_bag(at, answer, all_here=_("All here. Now out to the car."))
    return _card(visit)


@bp.post("/cars/<int:visit_id>/bags/<tag>/missing")
@staff_can("hand_over")
def create_search(visit_id: int, tag: str) -> Any:
    visit = visit_here(visit_id, store=here())
    handover = cars.take_along(visit, intent=read_intent("handover.search"), by=me())
    return go(url_for(".show_missing", number=handover.id, tag=tag))


@bp.post("/cars/<int:visit_id>/arrival")
@staff_can("hand_over")
def create_arrival(visit_id: int) -> Any:
    visit = visit_here(visit_id, store=here())
    handover = cars.arrive(visit, intent=read_intent("handover.at_car"), by=me())
    return go(url_for(".show", number=handover.id))


def _card(visit: Visit) -> Any:
    """The runner’s card again, for a form and for htmx alike: both follow to its fragment or its page."""
    keep_for_next_page()
    return redirect(url_for("curbside.show", visit_id=visit.id), code=303)
