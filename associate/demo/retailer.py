"""Load Hollis & Wren: the same shop on every machine, its orders dated from this very minute."""

from datetime import timedelta

import sqlalchemy as sa

from associate.clock import as_of, now
from associate.core.acts.unpaid import ask_about_unpaid, not_asked_about
from associate.core.catalog.channels import Channel
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.states import State
from associate.core.stores.models import Store
from associate.core.stores.shifts import begin_shift
from associate.core.stores.staff import Staff
from associate.db import atomic, db
from associate.demo import bench, post
from associate.demo.assortment import SETS, assortment
from associate.demo.boxes import open_accounts, stack_boxes
from associate.demo.cars import bring_cars
from associate.demo.channels import WEB, connect, open_channels
from associate.demo.complaints import hear_a_complaint
from associate.demo.goods import count_and_move
from associate.demo.keeping import keep_back, watch_and_recall
from associate.demo.money import have_money_refused, hold_money
from associate.demo.offline import come_late
from associate.demo.paper import enter_from_paper
from associate.demo.parcels import PARCEL_STORIES
from associate.demo.people import hire
from associate.demo.returns import bring_back, mark_last_pieces
from associate.demo.stock import fill_shelves, list_products, make_sets
from associate.demo.stores import CODES, open_stores
from associate.demo.stories import STORIES, Agenda, Scene
from associate.demo.telling import Catalog, catalog, skus_of, tell
from associate.demo.terms import set_terms
from associate.demo.wishes import WISHES
from associate.documents.tags import tag_codes
from associate.jobs.chores.manifests import see_to_manifests

SHOWN = "HW-48203"
OPENED = timedelta(days=30)  # ago: when the shelves were filled
SINCE = timedelta(hours=3)
COUNTED = timedelta(minutes=40)


def is_loaded() -> bool:
    return bool(db.session.scalar(sa.select(Store.id).where(Store.code.in_(CODES)).limit(1)))


def strangers() -> list[str]:
    """Names of stores that are not the demo's: somebody's real shop."""
    return list(db.session.scalars(sa.select(Store.name).where(Store.code.not_in(CODES)).order_by(Store.id)))


def load() -> None:
    """The shop and its orders, all or nothing; then the post; then what customers did once they were told."""
    moment, known = now(), catalog(assortment())
    agenda, later, at_bench = Agenda(moment), Agenda(moment), Agenda(moment)
    with atomic():
        with as_of(moment - OPENED):
            staff, channels = _open_shop(known)
        _plan(known, staff, channels, agenda, later, at_bench)
        agenda.run()
    post.send_what_is_due()
    with atomic():
        later.run()
    post.send_what_is_due()
    at_bench.run()
    post.send_what_is_due()
    bench.hear_where_parcels_are()
    see_to_manifests()
    bring_back(staff)
    with atomic():
        hold_money(channels)
    have_money_refused(staff)
    post.send_what_is_due()
    post.receive_a_stray(channels[WEB])
    hear_a_complaint(staff)
    for order in db.session.scalars(not_asked_about()).all():
        ask_about_unpaid(order)
    _begin_the_day(staff)
    with atomic():
        bring_cars(staff)
    with atomic(), as_of(now() - COUNTED):
        count_and_move(staff)
    come_late(staff)
    enter_from_paper(staff)
    with atomic():
        watch_and_recall(staff)
        connect(channels)


def _begin_the_day(staff: dict[str, Staff]) -> None:
    """The first three of each store came to work a while ago."""
    with atomic(), as_of(now() - SINCE):
        for store in {person.store for person in staff.values() if person.store}:
            for person in [who for who in staff.values() if who.store == store][:3]:
                begin_shift(person, store, by=person.actor)


def _open_shop(known: Catalog) -> tuple[dict[str, Staff], dict[str, Channel]]:
    """Stores, people, channels, and everything on its shelf."""
    stores, things = open_stores(now().date()), assortment()
    needed = {(wish.store or "MQ", sku) for wish in WISHES for sku in skus_of(wish, known)}
    stack_boxes()
    open_accounts(stores)
    keep_back()
    set_terms()
    ids = list_products(things)
    fill_shelves(stores, [thing for thing in things if thing.title not in SETS], ids, needed)
    make_sets(ids, known)
    mark_last_pieces()
    return hire(stores), open_channels()


def _plan(
    known: Catalog,
    staff: dict[str, Staff],
    channels: dict[str, Channel],
    agenda: Agenda,
    later: Agenda,
    at_bench: Agenda,
) -> None:
    tags = iter(tag_codes())
    for wish in WISHES:
        told = tell(wish, known, agenda.moment)
        scene = Scene(told, channels[wish.channel], agenda, later, at_bench, staff, tags, wish.due)
        agenda.at(wish.placed, scene.begin)
        if wish.story:
            name, *words = wish.story
            {**STORIES, **PARCEL_STORIES}[str(name)](scene, *words)


def shown_job(store_code: str) -> Fulfillment | None:
    """A ready order to show the customer's page with: Maya's, who has another one; None when all are gone."""
    find = (
        sa.select(Fulfillment)
        .join(Store)
        .where(Store.code == store_code, Fulfillment.state == State.READY, Fulfillment.hold == "")
    )
    return db.session.scalar(find.order_by(Fulfillment.number != SHOWN, Fulfillment.ready_at.desc()).limit(1))
