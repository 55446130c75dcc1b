"""One order at the bench: which of its screens is shown, and what stands on it."""

import zlib
from dataclasses import dataclass
from functools import cached_property

from associate.core.acts import packing
from associate.core.acts.addresses import as_shown
from associate.core.acts.cancel import open_put_backs
from associate.core.fulfillment.models import Bag, Fulfillment, FulfillmentLine
from associate.core.fulfillment.states import ON_THE_FLOOR, State
from associate.core.fulfillment.urgency import urgency
from associate.core.shipping import serials
from associate.core.shipping.boxes import Suggestion
from associate.core.shipping.queries import parcels_of
from associate.words import _
from associate.workflows.packing.forms import Going
from associate.workflows.packing.rules.scanning import called
from associate.workflows.packing.screens.parcel import Wrapped

GONE = (State.CANCELED, State.REROUTED, State.COLLECTED)


@dataclass(frozen=True)
class Piece:
    """One line of the job: units in the parcel that is packed now, in all parcels, and to go."""

    line: FulfillmentLine
    inside: int
    packed: int
    is_next: bool = False
    serials: tuple[str, ...] = ()  # of units in the parcel that is packed now

    @property
    def of(self) -> int:
        return self.line.to_hand_over

    @property
    def is_done(self) -> bool:
        return self.packed >= self.of

    @property
    def cautions(self) -> list[str]:
        """What whoever packs it has to mind."""
        product = self.line.variant.product
        told = [
            _("Fragile: wrap it.") if product.is_fragile else "",
            _("Hazardous, %(mark)s: its mark goes on the box.", mark=product.hazmat)
            if product.hazmat
            else "",
            product.pack_note,
        ]
        return [words for words in told if words]


@dataclass(frozen=True)
class Bench:
    """What every screen of an order at the bench shows. `screen` names the template."""

    job: Fulfillment
    going: Going

    @property
    def number(self) -> str:
        return self.job.number

    @property
    def urgency(self) -> str:
        return urgency(self.job.promise_at)

    @property
    def totes(self) -> list[Bag]:
        return self.job.open_bags

    @cached_property
    def left(self) -> dict[int, int]:
        return packing.to_pack(self.job) if self.job.state in packing.AT_BENCH else {}

    @cached_property
    def parcels(self) -> list[Wrapped]:
        return [Wrapped(parcel) for parcel in parcels_of(self.job)]

    @cached_property
    def open(self) -> list[Wrapped]:
        return [each for each in self.parcels if each.phase == "open"]

    @property
    def others(self) -> list[Wrapped]:
        """All but the one that is packed now."""
        return [each for each in self.parcels if each is not self.now]

    @cached_property
    def now(self) -> Wrapped | None:
        """The parcel that the next scan goes into."""
        chosen = next((each for each in self.open if each.parcel.sequence == self.going.into), None)
        return chosen or next(iter(self.open[::-1]), None)

    @cached_property
    def screen(self) -> str:
        state = self.job.state
        if state in GONE:
            return "gone"
        if state in ON_THE_FLOOR and state != State.PICKED:
            return "early"
        return "pack" if state == State.PICKED or self.now or self.left else "parcels"

    @cached_property
    def pieces(self) -> list[Piece]:
        lines = [line for line in self.job.lines if line.to_hand_over]
        waits = self.awaited.id if self.awaited else None
        first = waits or next((line.id for line in lines if line.id in self.left), None)
        pieces = [self._piece(line, is_next=line.id == first) for line in lines]
        # what is to go in stands on top
        return sorted(pieces, key=lambda piece: piece.is_done and not piece.is_next)

    def _piece(self, line: FulfillmentLine, *, is_next: bool) -> Piece:
        inside = self.now.parcel.lines if self.now else []
        lies = next((each for each in inside if each.fulfillment_line_id == line.id), None)
        packed = line.to_hand_over - self.left.get(line.id, 0)
        if lies is None:
            return Piece(line, 0, packed, is_next)
        return Piece(line, lies.quantity, packed, is_next, tuple(each.serial for each in lies.serials))

    @cached_property
    def awaited(self) -> FulfillmentLine | None:
        """The line of the unit whose serial is scanned next."""
        lies = serials.awaited(self.now.parcel) if self.now else None
        return lies.line if lies else None

    @property
    def box(self) -> str:
        """The one to be reached for: as said, else for all that is to go into the parcel."""
        assert self.now is not None
        if self.now.parcel.box or self.now.plan.size:
            return self.now.plan.box
        return self.fits[0] if len(self.fits) == 1 else self.now.plan.box

    @property
    def fits(self) -> list[str]:
        """Codes of boxes: for all that goes into the one parcel, else for what lies in this one so far."""
        assert self.now is not None
        is_one = self.hint.is_whole and len(self.open) == 1
        return self.hinted if is_one else self.now.fitting

    @property
    def packed(self) -> int:
        return sum(piece.packed for piece in self.pieces)

    @property
    def units(self) -> int:
        return sum(piece.of for piece in self.pieces)

    @cached_property
    def hint(self) -> Suggestion:
        return packing.hint(self.job)

    @property
    def hinted(self) -> list[str]:
        """Codes of the boxes for all of it."""
        return [chosen.box for chosen in self.hint.boxes]

    @property
    def scan(self) -> str:
        """What the scan field asks for."""
        return _("Scan its serial number") if self.awaited else _("Scan it into the parcel")

    @property
    def say(self) -> str:
        if self.awaited:
            return _("Scan the serial number on the %(name)s.", name=called(self.awaited))
        piece = next((piece for piece in self.pieces if piece.is_next), None)
        if piece is None:
            return _("All of it is in. Say which box, and what it weighs.")
        return _("Scan the %(name)s.", name=called(piece.line))

    @property
    def may_go_back(self) -> bool:
        loose = ("open", "bare", "failed")
        return self.job.state in packing.AT_BENCH and all(each.phase in loose for each in self.parcels)

    @property
    def is_waiting(self) -> bool:
        return any(each.is_waiting for each in self.parcels)

    def news(self, shown: str) -> dict[str, str] | None:
        """What a carrier said since they were shown that version: a no is as loud as a wrong scan, once; who
        asked for prices since has heard it."""
        if not shown or shown.partition(".")[2] == self._signature:
            return None
        failures = (each for each in self.parcels if each.phase == "failed" and not each.asked)
        if failed := next(failures, None):
            return {
                "kind": "wrong",
                "word": _("No label"),
                "what": failed.failed_words + " " + _("Nothing was charged."),
            }
        if self.job.state == State.PACKED and not any(each.is_awaited for each in self.parcels):
            return {"kind": "done", "word": _("Packed"), "what": _("Print the label, stick it on.")}
        return None

    @property
    def address(self) -> dict[str, str]:
        return as_shown(self.job.order)

    @property
    def put_backs(self) -> int:
        return sum(each.quantity for each in open_put_backs(self.job))

    def version(self, n: int) -> str:
        """`n` of the store, and what carriers answer: prices and drawings move no counter."""
        return f"{n}.{self._signature}"

    @cached_property
    def _signature(self) -> str:
        told = [_signature(each) for each in self.parcels]
        return f"{zlib.crc32(repr(told).encode()):x}"


def _signature(each: Wrapped) -> tuple[object, ...]:
    label = each.label
    return (
        each.phase,
        each.buying and each.buying.words,
        [(call.id, call.state.value, call.words) for call in each.asked],
        label and label.document_id,
    )
