"""Shipping labels: how many a second, and how long the first takes, against reportlab with the same one.

reportlab draws lines of text and boxes where it is told to, in the fonts every reader has; ours reads HTML
and CSS, and takes from Inter what the label needs. Both in turn, so that a busy machine slows both.
"""

import io
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date

from associate.documents.addresses import Address
from associate.documents.labels import (
    BARS_HIGH,
    BARS_TOP,
    BARS_WIDE,
    BATCH,
    RULES,
    ShippingLabel,
    shipping_labels,
    warm_up,
)
from associate.documents.sample import sample_path
from tests.bench.stage import say

ROUNDS, BATCHES = 40, 3
DPI = 203
GOALS = {"single": 23.5, "batch": 18.0}  # ms of CPU
COLD = "from associate.documents.labels import warm_up; warm_up()"
SENDER = Address("Hollis & Wren", "", "14 Mill Quay", "", "Brooklyn", "NY", "11201", "US")
RECIPIENT = Address("Sam Okoro", "", "Flat 3", "9 Harbor Row", "San Francisco", "CA", "94107", "US")


def label(number: int) -> ShippingLabel:
    return ShippingLabel(
        SENDER,
        RECIPIENT,
        "Pretend Post",
        "Ground Tracked",
        "G",
        f"92001900000000{number:08}",
        f"HW-{48000 + number}",
        date(2026, 11, 22),
        1840,
    )


def run() -> None:
    say(f"labels   first in a new process: {cold():.0f} ms CPU, Python and imports included")
    before = time.process_time()
    warm_up()
    say(f"labels   loading WeasyPrint and drawing one, as before a fork: {ms_since(before):.0f} ms CPU")
    firsts = [forked() for _ in range(7)]
    say(f"labels   first after a fork from there: {statistics.median(firsts):.0f} ms wall (goal ≤ 66 to 176)")
    compare("single", 1, ROUNDS)
    compare("batch", BATCH, BATCHES)


def compare(name: str, size: int, rounds: int) -> None:
    """Ours, theirs, ours …: a machine that is busy slows both."""
    ours, theirs = [], []
    for at in range(rounds):
        many = [label(at * size + n) for n in range(size)]
        ours.append(cpu(lambda: shipping_labels(many, DPI)) / size)  # noqa: B023
        theirs.append(cpu(lambda: by_reportlab(many)) / size)  # noqa: B023
    each, other = statistics.median(ours), statistics.median(theirs)
    say(
        f"labels   {name:7} of {size:2}: {each:.1f} ms CPU, {1000 / each:.0f} a second and core",
        f"(goal ≤ {GOALS[name]:g} ms); {each / other:.1f} × reportlab ({other:.1f} ms)",
    )


def cold() -> float:
    """Milliseconds of CPU from nothing to the first label, Python’s own start included."""
    before = used_by_children()
    subprocess.run([sys.executable, "-c", COLD], check=True, stderr=subprocess.DEVNULL)
    return (used_by_children() - before) * 1000


def used_by_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def forked() -> float:
    """Milliseconds from the fork to the bytes of a label, in a child of this process."""
    reading, writing = os.pipe()
    began = time.perf_counter()
    child = os.fork()
    if child == 0:
        shipping_labels([label(1)], DPI)
        os.write(writing, str((time.perf_counter() - began) * 1000).encode())
        os._exit(0)
    os.waitpid(child, 0)
    took = float(os.read(reading, 40))
    os.close(reading)
    os.close(writing)
    return took


def cpu(draw: Callable[[], object]) -> float:
    before = time.process_time()
    draw()
    return ms_since(before)


def ms_since(before: float) -> float:
    return (time.process_time() - before) * 1000


def by_reportlab(labels: list[ShippingLabel]) -> bytes:
    """The same bars, rules and lines of text at the same places."""
    from reportlab.pdfgen.canvas import Canvas

    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(288, 432))
    for one in labels:
        _bars(canvas, one)
        for words, left, top, size, bold in _texts(one):
            canvas.setFont("Helvetica-Bold" if bold else "Helvetica", size)
            canvas.drawString(left, 432 - top - size, words)
        _sample(canvas)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _sample(canvas) -> None:  # type: ignore[no-untyped-def]
    canvas.saveState()
    canvas.translate(46, 183)
    canvas.rotate(21)
    path = canvas.beginPath()
    for stroke in sample_path().removeprefix("M").split("M"):
        first, *others = [tuple(map(float, point.split())) for point in stroke.split("L")]
        path.moveTo(*first)
        for point in others:
            path.lineTo(*point)
    canvas.drawPath(path)
    canvas.restoreState()


def _bars(canvas, one: ShippingLabel) -> None:  # type: ignore[no-untyped-def]
    dot = 72 / DPI
    dots = one.barcode.dots(DPI, room=BARS_WIDE)
    left = (4 * DPI - one.barcode.modules * dots) // 2
    for x, wide in one.barcode.bars:
        at = ((left + x * dots) * dot, 432 - (BARS_TOP + BARS_HIGH) * 72)
        canvas.rect(*at, wide * dots * dot, BARS_HIGH * 72, stroke=0, fill=1)
    for x, y, wide, high in RULES:
        canvas.rect(x * 72, 432 - (y + high) * 72, wide * 72, high * 72, stroke=0, fill=1)


def _texts(one: ShippingLabel) -> list[tuple[str, float, float, float, bool]]:
    """Words, left, top, size (points) and whether bold."""
    blocks = ((one.to, 42, 191, True), (one.sent_from, 10, 128, False), (one.banner, 40, 95, True))
    found = [
        (line, left, top + at * text.size * 1.16, text.size, bold)
        for text, left, top, bold in blocks
        for at, line in enumerate(text.lines)
    ]
    found += [(one.icon, 20, 9, 67, True), (one.carrier, 96, 8, 19, True), (one.reference, 10, 390, 19, True)]
    found += [("Ship date 2026-11-22", 96, 60, 9.5, False), (one.weight, 96, 72, 9.5, False)]
    found += [("SHIP TO", 10, 182, 7, True), ("TRACKING #", 115, 277, 9, True)]
    found += [(one.digits, 60, 360, 11, True), ("Parcel 1 of 1", 190, 396, 13, True)]
    found += [("SAMPLE - NOT VALID FOR SHIPPING", 60, 333, 9, True)]
    return found
