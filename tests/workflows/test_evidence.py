"""What changed hands can be proven: one signed file, the same bytes whoever asks again."""

# ruff: noqa: F811  a fixture has the name of what it gives

import uuid
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from associate.clock import now
from associate.core.events.evidence import Evidence
from associate.core.events.models import Event
from associate.db import atomic, db
from associate.documents.paper import Paper
from associate.upkeep.audit.seal import seal_journal
from associate.upkeep.audit.verify import Report, verify
from associate.upkeep.retention import forget_what_is_old
from tests.support.administrator import does
from tests.support.brought import at_home, newest
from tests.support.counter import ana, books_agree, handover, job  # noqa: F401  fixtures
from tests.support.people import Person
from tests.support.printed import scans, size, words

STROKES = "M20 20" + "L620 180L20 180" * 8


@pytest.fixture
def given(shop, ana, job):
    """Maya signed for her two bags."""
    ana.opens("/handover", q="rosen").posts("/handover/openings", order="HW-1001")
    ana.posts(f"/handover/{handover().id}/verification", how="signature", signature=STROKES)
    ana.scans("7K4", "9MB").taps("Hand over 2 bags").sees("Handed over, 2 bags", "Evidence file")
    return handover()


def asks(person, url):
    """As the button on the page does: made if need be, then shown."""
    form = {"csrf_token": person.token, "command_id": uuid.uuid4().hex}
    made = person.client.post(url, data=form)
    return person.client.get(made.location) if made.status_code == 303 else made


def of(deed, number="HW-1001"):
    return f"/documents/handovers/{deed.id}/{number}/evidence"


def test_a_handover_is_proven_on_the_stores_paper(app, shop, ana, given, tmp_path):
    with atomic():
        shop.mill_quay.paper = Paper.LETTER
    ana.opens("/orders/HW-1001").sees("Handed over", "Evidence file")
    answer = asks(ana, of(given))
    assert answer.mimetype == "application/pdf" and size(answer.data) == (612, 792)
    file = db.session.scalars(sa.select(Evidence)).one()
    assert [scan.content for scan in scans(answer.data)] == [file.code]
    text = words(answer.data)
    for part in (
        "Proof of handover",
        "Maya Rosen",
        "signature",
        "Harbor rain jacket",
        "7K4, 9MB",
        "HW-1001",
        "Ana",
    ):
        assert part in text
    assert "Signed by Maya Rosen" in text and "M20" not in text
    again = asks(ana, of(given))
    assert (
        again.data == answer.data and db.session.scalar(sa.select(sa.func.count()).select_from(Evidence)) == 1
    )
    kept = tmp_path / "proof.pdf"
    kept.write_bytes(answer.data)
    run = app.test_cli_runner().invoke
    told = run(args=["audit", "verify", str(kept)])
    assert (
        told.exit_code == 0 and f"Genuine: {file.code}, handover of order HW-1001 at Mill Quay" in told.output
    )
    assert "compare the file’s SHA-256" in run(args=["audit", "verify", file.code.lower()]).output
    kept.write_bytes(answer.data.replace(b"%%EOF", b"%% EOF"))
    assert run(args=["audit", "verify", str(kept)]).exit_code == 1
    assert Person(app, shop.charlie).client.get(f"/documents/evidence/{file.code}.pdf").status_code == 404
    assert asks(Person(app, shop.charlie).opens("/me"), of(given)).status_code == 404


def test_what_was_undone_says_so_and_is_another_file(shop, ana, given):
    before = asks(ana, of(given)).data
    ana.opens(f"/handover/{given.id}").taps("Undo, until")
    after = asks(ana, of(given)).data
    assert "undone afterwards" not in words(before) and "This handover was undone afterwards." in words(after)
    assert list(verify(Report())) == []


def test_a_return_is_proven_with_its_money(shop, ana):
    at_home(shop, (shop.jacket, 2), (shop.kettle, 1))
    ana.opens("/returns").scans("HW-1001").taps("Next: their things", how="photo_id", id_type="passport")
    ana.scans("4006381333931").taps("Doesn’t work").taps("Doesn’t work")
    return_ = newest()
    assert asks(ana, f"/documents/returns/{return_.id}/evidence").status_code == 409
    ana.taps("Refund €42.50")
    text = words(asks(ana, f"/documents/returns/{return_.id}/evidence").data)
    for part in (
        "Proof of return",
        return_.code,
        "Passport",
        "Enamel kettle",
        "Doesn’t work",
        "€42.50",
        "HW-1001",
    ):
        assert part in text, part
    ana.opens("/orders/HW-1001").sees("Evidence file")


def test_a_file_that_was_changed_is_found_and_one_let_go_is_not(app, shop, ana, given):
    url = of(given)
    asks(ana, url)
    seal_journal()
    file = db.session.scalars(sa.select(Evidence)).one()
    code = file.code
    with time_machine.travel(now() + timedelta(days=130), tick=False):
        forget_what_is_old(at_once=True)
        db.session.expire_all()
        assert file.body == b"" and list(verify(Report())) == []
    does("UPDATE evidence_files SET sha256 = 'x'")
    assert f"Evidence file {code} was changed." in list(verify(Report()))
    does("DELETE FROM evidence_files")
    assert f"Evidence file {code} was removed." in list(verify(Report()))
    assert db.session.scalars(sa.select(Event.kind).where(Event.kind == "evidence.signed")).all()
