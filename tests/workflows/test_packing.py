"""The packing bench: an order or a tote, each thing into its parcel, and the label comes."""

# ruff: noqa: F811  a fixture has the name of what it gives

import pytest
import sqlalchemy as sa

from associate.core.acts.cancel import cancel_order, take_out
from associate.core.acts.preflight import look_ahead
from associate.core.acts.unpacking import follow_goods
from associate.core.catalog.codes import gtin14
from associate.core.events.models import Event
from associate.core.events.record import SYSTEM, record
from associate.core.tasks.models import Task
from associate.db import atomic, db
from associate.jobs.labels import ask_carriers
from tests.support.packing import bench, carrier, every_parcel, job, labels, now_, states  # noqa: F401  fixtures
from tests.support.paper_carrier import FILE
from tests.support.people import Person
from tests.support.picking import JACKET, KETTLE, scan
from tests.support.printed import words
from tests.support.shop import look_again

MILK = "HW-OM-1"


@pytest.fixture
def ana(app, shop):
    return Person(app, shop.ana, htmx=True)


def at_bench(ana):
    """Without htmx for the page, so that its scan field is there."""
    ana.htmx = False
    ana.opens("/pack")
    ana.htmx = True
    return ana


def told(kind):
    look_again()
    return [event.facts for event in db.session.scalars(sa.select(Event).filter_by(kind=kind))]


# ── the straight path ────────────────────────────────────────────────────────


def test_one_order_and_n_scans_and_the_label_comes(app, shop, job, carrier):
    ana = Person(app, shop.ana).opens("/pack").sees("HW-1001", "3 items", "Pack it")
    ana.scans("HW-1001").sees("Scan the Harbor rain jacket.", "0 of 3 packed")
    ana.scans(JACKET).sees("Harbor rain jacket, 1 of 2").scans(JACKET, KETTLE)
    ana.sees("Closed in L", "Its label is coming.", "All of it is in 1 parcel.")
    assert states(job) == ("packing", ["closed"])
    ask_carriers()
    ana.opens("/pack/HW-1001").sees("HW-1001 is packed.", "€4.00, bought once", "Print the label")
    assert states(job) == ("packed", ["labeled"]) and len(carrier.sold()) == 1
    ana.taps("Print the label")
    assert ana.answer.data == FILE and ana.answer.mimetype == "application/pdf"
    assert ana.answer.headers["Cache-Control"] == "no-store"
    ana.opens("/pack").sees("Packed, waiting for the carrier", "HW-1001")


def test_a_tote_opens_it_too_and_packing_goes_on_where_it_was(app, shop, job):
    scan(job, "BAG-7K4", shop.ana)
    scan(job, "LOC-R-1", shop.ana)
    ana = Person(app, shop.ana).opens("/pack").sees("7K4", "Rack R-1").scans("BAG-7K4").scans(JACKET)
    priya = Person(app, shop.priya).opens("/pack").sees("Begun.", "1/3").scans("HW-1001")
    priya.sees("1 of 3 packed").scans(KETTLE).sees("2 of 3 packed")
    ana.opens("/pack/HW-1001").sees("2 of 3 packed", "From 7K4")


def test_what_isnt_in_it_is_stopped_loudly(app, shop, bench, job):
    bench.picked((shop.milk, 1), number="1002")
    ana = Person(app, shop.ana).opens("/pack").scans("HW-1001")
    assert ana.scans(MILK).code == "wrong_item" and "Put it back." in ana.text
    ana.opens("/pack/HW-1001").scans(KETTLE)
    assert ana.scans(KETTLE).code == "have_all"
    assert ana.opens("/pack/HW-1001").scans("ORD-HW-1002").code == "another_order"
    assert ana.opens("/pack").scans(KETTLE).code == "not_an_order"
    assert ana.opens("/pack").scans("HW-9999").status == 404
    assert len(told("parcel.item_in")) == 1


def test_what_is_not_picked_yet_says_so(app, shop, bench):
    bench.order((shop.jacket, 1))
    ana = Person(app, shop.ana).opens("/pack").sees("Nothing waits to be packed")
    assert ana.scans("HW-1001").code == "not_at_bench"
    ana.opens("/pack/HW-1001").sees("It’s packed when all of it is picked.", "Pick it")


def test_an_order_that_is_collected_is_not_here(app, shop, bench):
    shop.has_order((shop.jacket, 1), number="1009")
    ana = Person(app, shop.ana)
    assert ana.opens("/pack/HW-1009").status == 404 and ana.code == "not_sent"


def test_instructions_are_read_before_anything_goes_in(app, shop, job):
    with atomic(job.order):
        job.order.is_gift, job.order.gift_note, job.order.note = True, "Happy birthday, Sam!", "Ring twice"
        shop.kettle.product.is_fragile, shop.kettle.product.hazmat = True, "UN3481"
        shop.jacket.product.pack_note = "Fold it along its seam."
    ana = Person(app, shop.ana).opens("/pack").sees("Gift").scans("HW-1001")
    ana.sees("Gift: no prices in the box", "“Happy birthday, Sam!”", "Ring twice", "Fragile: wrap it.")
    ana.sees("Hazardous, UN3481", "Fold it along its seam.")


# ── boxes, weights, several parcels ──────────────────────────────────────────


def test_a_box_is_scanned_or_chosen_and_the_scale_is_believed(app, shop, bench):
    job = bench.picked((shop.kettle, 1))
    ana = Person(app, shop.ana).opens("/pack").scans("HW-1001").sees("fits")
    ana.scans("L").sees("Box L").taps("Use this box", box="L", weight="1234").scans(KETTLE).sees(
        "Closed in L"
    )
    (parcel,) = every_parcel(job)
    assert (parcel.box.code, parcel.weight_g, parcel.is_weighed) == ("L", 1234, True)
    assert told("box.overridden")[0]["hinted"] == ["S"]


def test_without_a_weight_the_last_scan_asks_for_the_scale(app, shop, bench):
    job = bench.picked((shop.kettle, 1))
    with atomic(shop.kettle):
        shop.kettle.weight_g = None
    ana = Person(app, shop.ana).opens("/pack").scans("HW-1001", KETTLE).sees("That was the last.")
    ana.sees("Put it on the scale")
    assert ana.taps("Close it and get its label").code == "weigh_it"
    ana.opens("/pack/HW-1001").taps("Close it and get its label", weight="1020").sees("Closed in S")
    assert every_parcel(job)[0].weight_g == 1020


def test_a_box_of_its_own_says_its_size(app, shop, bench):
    job = bench.picked((shop.kettle, 1))
    ana = Person(app, shop.ana).opens("/pack").scans("HW-1001")
    assert ana.taps("Use this box", box="own", length="300").code == "bad_size"
    ana.opens("/pack/HW-1001").taps("Use this box", box="own", length="300", width="200", height="190")
    ana.scans(KETTLE).sees("Closed in a box of its own")
    parcel = every_parcel(job)[0]
    assert (parcel.box, parcel.length_mm, parcel.width_mm, parcel.height_mm) == (None, 300, 200, 190)


def test_two_parcels_and_a_thing_from_one_into_the_other(app, shop, job, carrier):
    ana = Person(app, shop.ana).opens("/pack").scans("HW-1001", JACKET).taps("Another parcel")
    ana.sees("Into parcel 2").scans(JACKET).taps("Into parcel 1").sees("Into parcel 1")
    ana.scans(KETTLE).sees("All of it is in 2 parcels.", "Their labels are coming.")
    ask_carriers()
    assert states(job) == ("packed", ["labeled", "labeled"])
    assert [parcel.units for parcel in every_parcel(job)] == [2, 1] and len(carrier.sold()) == 2


def test_what_was_taken_out_is_scanned_in_again(app, shop, job):
    ana = Person(app, shop.ana).opens("/pack").scans("HW-1001", JACKET, JACKET)
    ana.taps("Take one out").sees("is out", "1 of 3 packed").scans(JACKET, KETTLE).sees("Closed in L")


def test_one_is_closed_early_and_the_next_scan_begins_another(app, shop, job, carrier):
    ana = Person(app, shop.ana).opens("/pack").scans("HW-1001", JACKET).taps("Close parcel 1 now")
    ana.sees("Closed in M", "Its label is coming.").scans(JACKET, KETTLE)
    ask_carriers()
    assert states(job) == ("packed", ["labeled", "labeled"]) and len(carrier.sold()) == 2


def test_a_parcel_that_isnt_needed_goes(app, shop, job):
    ana = Person(app, shop.ana).opens("/pack").scans("HW-1001", JACKET).taps("Another parcel")
    ana.taps("Parcel 2 isn’t needed").scans(JACKET, KETTLE).sees("All of it is in 1 parcel.")
    assert states(job) == ("packing", ["closed", "canceled"])


def test_back_into_the_tote(app, shop, job):
    ana = Person(app, shop.ana).opens("/pack").scans("HW-1001", JACKET).taps("Back into the tote")
    ana.sees("HW-1001 waits again", "Pack it")
    assert states(job) == ("picked", ["canceled"])
    ana.scans("HW-1001", JACKET, JACKET, KETTLE).sees("Its label is coming.")


# ── labels: prices, refusals, by hand, void, print ───────────────────────────


def packed(app, shop):
    return Person(app, shop.ana).opens("/pack").scans("HW-1001", JACKET, JACKET, KETTLE)


def test_whoever_chooses_sees_prices_first_the_cheapest_on_top(app, shop, job, carrier):
    ana = Person(app, shop.ana).opens("/pack").scans("HW-1001").taps("Choose another")
    ana.sees("You choose how it goes.").scans(JACKET, JACKET, KETTLE)
    ana.sees("Choose how it goes when the prices are there.", "Asking Swift for its prices…", "Asking Slow")
    assert carrier.sold() == []
    ask_carriers()
    ana.opens("/pack/HW-1001").sees("How does it go?", "€4.00", "the cheapest", "€9.00")
    prices = [row.get_text(" ", strip=True) for row in ana.page.select("label.choice .end")]
    assert prices == ["€4.00", "€4.00", "€9.00", "€9.00"]
    ana.taps("Get this label", rate="slow:r-fast").sees("Its label is coming")
    ask_carriers()
    ana.opens("/pack/HW-1001").sees("€9.00, bought once")


def test_refused_with_its_own_words_and_another_carrier_takes_it(app, shop, job, carrier):
    carrier.will("refused")
    ana = packed(app, shop)
    ask_carriers()
    ana.opens("/pack").sees("Its carrier made no label.").opens("/pack/HW-1001")
    ana.sees("Swift didn’t make a label.", "Nothing was charged.", "Postcode 97211 not served (E_1)")
    ana.sees("Slow", "Type a tracking number", "This store can’t send it")
    ana.taps("Get its label").sees("Asking Slow")
    ask_carriers()
    assert states(job) == ("packed", ["labeled"]) and len(carrier.sold()) == 1


def test_refused_and_its_number_is_typed_in(app, shop, job, carrier):
    carrier.will("refused")
    ana = packed(app, shop)
    ask_carriers()
    ana.opens("/pack/HW-1001")
    assert ana.taps("Send it so", carrier="Kestrel", tracking="").code == "no_tracking"
    ana.opens("/pack/HW-1001").taps("Send it so", carrier="Kestrel", tracking="ke 12 34").sees(
        "Goes with Kestrel"
    )
    ana.sees("KE1234", "Number typed in").does_not_see("Print the label")
    assert states(job) == ("packed", ["labeled"])


def test_refused_and_another_store_sends_it_while_stock_stays(app, shop, job, carrier):
    carrier.will("refused")
    ana = packed(app, shop)
    ask_carriers()
    ana.opens("/pack/HW-1001").sees("A manager chooses where this order goes.")
    ana.posts("/pack/HW-1001/rejection").opens("/pack/HW-1001").does_not_see("Another store sends it.")
    helen = Person(app, shop.helen).opens("/pack/HW-1001")
    helen.taps("Give HW-1001 to another store").sees("Sent on")
    assert states(job) == ("rerouted", ["canceled"])
    assert shop.level(shop.jacket) == (20, 0, 2)  # held until it is back on its shelf
    assert shop.level(shop.jacket, shop.castle_row) == (20, 2, 0)
    ana.opens("/pack/HW-1001").sees("Another store sends it.", "3 things go back", "Put it back")


def test_nobody_knows_and_nothing_is_bought_twice(app, shop, job, carrier, monkeypatch):
    (carrier.folder / "away").touch()
    carrier.will("lost")
    ana = packed(app, shop)
    ask_carriers()
    ana.opens("/pack/HW-1001").sees("Its label is coming", "It said “no answer”, so we ask again.")
    ana.posts("/pack/HW-1001/parcels/1/label", account="slow")
    assert ana.code == "being_bought"


def test_a_label_is_given_back_and_the_parcel_opened_again(app, shop, job, carrier):
    ana = packed(app, shop)
    ask_carriers()
    ana.opens("/pack/HW-1001").taps("Void the label").sees("It’s being given back.").does_not_see(
        "Print the label"
    )
    ask_carriers()
    ana.opens("/pack/HW-1001").sees("It has no label").taps("Open the parcel again").sees("Into the parcel")
    assert states(job) == ("packing", ["open"]) and len(carrier.given_back()) == 1


def test_the_same_label_again_only_with_a_reason(app, shop, job, carrier):
    ana = packed(app, shop)
    ask_carriers()
    ana.opens("/pack/HW-1001").taps("Print the label")
    ana.opens("/pack/HW-1001").sees("Printed at").taps("Print it again", why="jammed")
    assert ana.answer.data == FILE
    assert ana.posts("/pack/HW-1001/parcels/1/prints").code == "no_reason"
    assert len(told("label.printed")) == 1 and [facts["why"] for facts in told("label.reprinted")] == [
        "jammed"
    ]


def test_a_file_that_is_not_here_yet_is_waited_for(app, shop, job, carrier):
    ana = packed(app, shop)
    ask_carriers()
    (label,) = labels(every_parcel(job)[0])
    with atomic(label):
        label.document_id = None
    ana.opens("/pack/HW-1001").sees("Its file isn’t here yet.").does_not_see("Print the label")
    assert ana.opens(f"/documents/parcels/{label.parcel_id}/label.pdf").status == 404
    assert Person(app, shop.charlie).opens(f"/documents/parcels/{label.parcel_id}/label.pdf").status == 404


def test_without_a_carrier_its_number_is_typed(app, shop, bench, job):
    with atomic(bench.swift, bench.slow):
        bench.swift.is_active = bench.slow.is_active = False
    packed(app, shop).sees("No carrier is connected here", "Type a tracking number")


# ── what happens meanwhile ───────────────────────────────────────────────────


def test_canceled_meanwhile_the_next_scan_stops_and_says_where_it_goes(app, shop, job):
    ana = Person(app, shop.ana).opens("/pack").scans("HW-1001", JACKET)
    with atomic(job.order):
        cancel_order(job.order, by=SYSTEM, reason="customer")
    ana.scans(JACKET)
    assert ana.status == 409 and ana.code == "not_at_bench"
    ana.opens("/pack/HW-1001").sees("HW-1001 is canceled.", "3 things go back", "Put it back")


def test_the_bench_sees_by_itself_what_the_carrier_says(app, shop, job, carrier):
    ana = packed(app, shop)
    part = ana.opens("/pack/HW-1001").tree.find(".//*[@id='work']")
    ana.htmx = True
    assert part.get("data-every") == "1"
    assert ana.opens("/pack/HW-1001", v=part.get("data-version")).status == 204
    ask_carriers()
    assert ana.opens("/pack/HW-1001", v=part.get("data-version")).status == 200
    ana.sees("Print the label", "Print the label, stick it on.")


def test_a_refusal_is_loud_while_they_look_on_and_once(app, shop, job, carrier):
    carrier.will("refused")
    ana = packed(app, shop)
    part = ana.opens("/pack/HW-1001").tree.find(".//*[@id='work']")
    ask_carriers()
    ana.htmx = True
    ana.opens("/pack/HW-1001", v=part.get("data-version"))
    assert ana.page.select_one("#flash.wrong[data-news]").get_text().startswith("No label")
    part = ana.tree.find(".//*[@id='work']")
    with atomic():
        record("store.noted", about=shop.mill_quay, by=SYSTEM)
    ana.opens("/pack/HW-1001", v=part.get("data-version"))
    assert ana.status == 200 and ana.page.select_one("#flash[data-news]") is None


def test_prices_show_by_themselves_though_no_counter_moves(app, shop, job, carrier):
    ana = Person(app, shop.ana).opens("/pack/HW-1001", asks="1").scans(JACKET, JACKET, KETTLE)
    part = ana.opens("/pack/HW-1001").tree.find(".//*[@id='work']")
    ask_carriers()
    ana.htmx = True
    ana.opens("/pack/HW-1001", v=part.get("data-version")).sees("How does it go?")


def test_a_closed_parcel_without_a_label_compares_prices_too(app, shop, job, carrier):
    """Its label was given back: all ways are open again."""
    ana = packed(app, shop)
    ask_carriers()
    ana.opens("/pack/HW-1001").taps("Void the label")
    ask_carriers()
    ana.opens("/pack/HW-1001").sees("It has no label", "Compare prices").taps("See prices")
    ask_carriers()
    ana.opens("/pack/HW-1001").taps("Get this label", rate="swift:r-fast").sees("Its label is coming")
    assert ana.posts("/pack/HW-1001/parcels/1/label", rate="nobody:r-fast").code == "no_account"


def test_a_scan_sent_twice_counts_once(app, shop, job):
    ana = Person(app, shop.ana).opens("/pack").scans("HW-1001")
    for _again in range(2):
        ana.opens("/pack/HW-1001").scans(JACKET, command_id="once-and-only")
    ana.sees("1 of 3 packed")


def test_another_store_sees_none_of_it(app, shop, job):
    charlie = Person(app, shop.charlie)
    assert charlie.opens("/pack/HW-1001").status == 404
    charlie.opens("/pack").does_not_see("HW-1001")
    assert charlie.scans("HW-1001").status == 404
    assert now_(job).state == "picked"


# ── from the floor to the bench ──────────────────────────────────────────────


def test_whoever_picks_it_is_sent_to_the_bench_with_a_tote(app, shop, bench):
    bench.order((shop.jacket, 1))
    ana = Person(app, shop.ana).opens("/pick").sees("To be shipped").taps("Start picking").scans(JACKET)
    ana.sees("Which tote is it in?", "Pack it now, without a tote").opens("/pick")
    ana.sees("Picked, it goes to the pack bench.", "To the bench").opens("/pick/HW-1001")
    ana.scans("BAG-7K4").sees("Put tote 7K4 at the pack bench", "scan the place")
    ana.scans("LOC-R-1").sees("7K4 is on Rack R-1", "It waits at the pack bench.", "Pack it")
    ana.opens("/pick").does_not_see("HW-1001").sees("Everything is picked")
    ana.scans("BAG-7K4").sees("Into the parcel", "0 of 1 packed")


def test_the_next_tote_is_shown_where_the_last_one_was_put(app, shop, bench, job):
    scan(job, "BAG-7K4", shop.ana)
    scan(job, "LOC-R-2", shop.ana)
    bench.picked((shop.milk, 1), number="1002")
    Person(app, shop.ana).opens("/pick/HW-1002").scans("BAG-7K5").sees("Best: Rack R-2")


def test_today_counts_what_is_to_be_packed_and_leads_there(app, shop, job):
    ana = Person(app, shop.ana).opens("/").sees("To pack", "Pack what waits at the bench.")
    room = next(
        a for a in ana.page.select(".rail a:has(.label)") if a.select_one(".label").string == "Pack bench"
    )
    assert room.select_one(".count").get_text() == "1"
    ana.taps("To the pack bench").sees("HW-1001")
    ana.opens("/stock").sees("Pack bench")


def test_the_orders_page_shows_its_parcels_and_where_they_are(app, shop, job, carrier):
    ana = packed(app, shop)
    ana.opens("/orders/HW-1001").sees("Parcels", "HW-1001/1", "closed, without a label", "box L")
    ask_carriers()
    (label,) = labels(every_parcel(job)[0])
    with atomic(label, label.parcel):
        label.tracking_url, label.parcel.shown_status = "https://paper.example/1", "out_for_delivery"
    ana.opens("/orders/HW-1001").sees("out for delivery", label.tracking_number, "Open it at the bench")
    (link,) = [a for a in ana.page.select("main a[target=_blank]") if label.tracking_number in a.text]
    assert link["href"] == "https://paper.example/1" and link["rel"] == ["noreferrer"]


def test_an_address_that_is_no_web_page_is_no_link(app, shop, job, carrier):
    ana = packed(app, shop)
    ask_carriers()
    (label,) = labels(every_parcel(job)[0])
    with atomic(label):
        label.tracking_url = "javascript:alert(1)"
    assert ana.opens("/orders/HW-1001").page.select("main a[target=_blank]") == []


def test_slips_are_printed_with_the_label_and_a_gifts_says_no_prices(app, shop, job, carrier):
    ana = packed(app, shop)
    ask_carriers()
    ana.opens("/pack/HW-1001").sees("Packing slip", "Return slip").taps("Packing slip")
    assert ana.answer.mimetype == "application/pdf"
    with atomic(job.order):
        job.order.is_gift = True
    ana.opens("/pack/HW-1001").sees("Gift slip").does_not_see("Packing slip")


def test_the_task_of_a_refused_label_leads_to_the_bench(app, shop, job, carrier):
    carrier.will("refused")
    packed(app, shop)
    ask_carriers()
    marcus = Person(app, shop.marcus).opens("/tasks").sees("No label for HW-1001/1")
    task = db.session.scalars(sa.select(Task)).one()
    marcus.opens(f"/tasks/{task.id}").taps("Open it at the bench").sees("Swift didn’t make a label.")


# ── serial numbers ───────────────────────────────────────────────────────────


@pytest.fixture
def two(shop, bench):
    """Two kettles, of which each has a serial number that the product asks for, and a jacket."""
    with atomic():
        shop.kettle.product.asks_serial = True
    return bench.picked((shop.jacket, 1), (shop.kettle, 2))


def serials(job):
    look_again()
    lines = [lies for parcel in every_parcel(job) for lies in parcel.lines]
    return sorted(each.serial for lies in lines for each in lies.serials)


def test_a_serial_is_scanned_after_its_thing_and_stays_with_it(app, shop, two, carrier):
    ana = Person(app, shop.ana).opens("/pack").scans("HW-1001", JACKET, KETTLE)
    ana.sees("Enamel kettle 1.5 L, 1 of 2", "Now scan its serial number.")
    ana.sees("Scan the serial number on the Enamel kettle 1.5 L.")
    for wrong in (KETTLE, JACKET, "L", f"]d201{gtin14(JACKET)}21EK-1"):
        assert ana.opens("/pack/HW-1001").scans(wrong).code == "serial_first"
    ana.opens("/pack/HW-1001").scans("ek-0041").sees(
        "Serial EK-0041", "Scan the Enamel kettle 1.5 L.", "EK-0041"
    )
    assert ana.scans(KETTLE).scans("EK-0041").code == "serial_known"
    assert ana.opens("/pack/HW-1001").taps("Close it and get its label").code == "serial_missing"
    ana.opens("/pack/HW-1001").scans("EK-0042").sees("Its label is coming.")
    ask_carriers()
    assert serials(two) == ["EK-0041", "EK-0042"] and states(two)[0] == "packed"
    ana.opens("/pack/HW-1001").sees("EK-0041, EK-0042")
    ana.opens("/orders/HW-1001").sees("Serial EK-0041, EK-0042")
    slip = ana.client.get(f"/documents/parcels/{every_parcel(two)[0].id}/packing-slip.pdf")
    assert "Serial EK-0041, EK-0042" in words(slip.data)


def test_a_code_that_holds_the_serial_is_one_scan(app, shop, two):
    ana = Person(app, shop.ana).opens("/pack").scans("HW-1001", JACKET)
    for n in (7, 8):
        ana.scans(f"]d201{shop.kettle.gtin}21EK-{n}")
    ana.sees("Its label is coming.")
    assert serials(two) == ["EK-7", "EK-8"]


def test_a_serial_of_twelve_digits_is_no_broken_number(app, shop, two):
    ana = Person(app, shop.ana).opens("/pack").scans("HW-1001", KETTLE, "490154203237")
    assert serials(two) == ["490154203237"]
    assert ana.scans("490154203237").code == "bad_check_digit"  # nothing asks for one now


def test_what_comes_out_takes_its_serial_along(app, shop, two, carrier):
    ana = Person(app, shop.ana).opens("/pack").scans("HW-1001", KETTLE, "A-1", KETTLE, "A-2")
    ana.posts("/pack/HW-1001/parcels/1/removals", line=str(two.lines[1].id), to="0", serial="A-1")
    assert serials(two) == ["A-2"]
    ana.opens("/pack/HW-1001").taps("Another parcel")
    ana.posts("/pack/HW-1001/parcels/1/removals", line=str(two.lines[1].id), to="2", serial="A-2")
    assert [len(each.lines) for each in every_parcel(two)] == [0, 1] and serials(two) == ["A-2"]
    ana.opens("/pack/HW-1001").taps("Back into the tote")
    assert serials(two) == []
    ana.opens("/pack").scans("HW-1001", KETTLE, "A-2").sees("Serial A-2")


def test_a_unit_that_is_canceled_leaves_no_serial_that_may_be_wrong(app, shop, two, carrier):
    Person(app, shop.ana).opens("/pack").scans("HW-1001", JACKET, KETTLE, "A-1", KETTLE, "A-2")
    ask_carriers()
    job = now_(two)
    with atomic(job.order, job):
        take_out(job.lines[1], 1, why="customer", by=SYSTEM)
        follow_goods(job, by=SYSTEM)
    assert serials(two) == []


# ── across a border ──────────────────────────────────────────────────────────


@pytest.fixture
def abroad(shop, bench):
    """Two kettles for Toronto, and nobody knows what customs call them."""
    job = bench.picked((shop.kettle, 2))
    with atomic(job.order, job):
        to = {"postcode": "M5H 2R2", "city": "Toronto", "country": "CA"}
        job.order.shipping_address = {**job.order.shipping_address, **to}
        look_ahead(job, by=SYSTEM)
    return job


def test_what_customs_ask_is_asked_before_a_label_is_bought(app, shop, abroad, carrier):
    (task,) = db.session.scalars(sa.select(Task).filter_by(kind="ship_preflight"))
    assert {"doubt": "customs", "skus": ["HW-EK-15"]} in task.facts["findings"]
    Person(app, shop.marcus).opens(f"/tasks/{task.id}").sees("the HS code or the origin of HW-EK-15")
    ana = Person(app, shop.ana).opens("/pack").scans("HW-1001", KETTLE, KETTLE)
    ana.sees("Its label waits for what customs ask.", "It crosses a border")
    assert ana.taps("Get its label").code == "no_customs" and carrier.sold() == []
    with atomic():
        shop.kettle.hs_code, shop.kettle.origin = "732394", "PT"
    ana.opens("/pack/HW-1001").taps("Get its label").sees("Its label is coming.")
    ask_carriers()
    ana.opens("/pack/HW-1001").sees("Customs form")
    form = words(ana.client.get(f"/documents/parcels/{every_parcel(abroad)[0].id}/customs.pdf").data)
    for part in ("732394", "Portugal", "Enamel kettle 1.5 L", "1.800 kg", "Toronto", "Sale of goods"):
        assert part in form
