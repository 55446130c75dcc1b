"""One parcel as the bench sees it: what lies in it, which box, what it weighs, and how far its label is."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from associate.clock import now
from associate.core.acts.label_answers import LOUD_AFTER
from associate.core.acts.shipments import goes_abroad, unknown_to_customs
from associate.core.events.models import Event
from associate.core.shipping.box_hints import hint_for
from associate.core.shipping.calls import CallState, CarrierCall, Verb, buying, last_call
from associate.core.shipping.labels import Label, Void, live_label
from associate.core.shipping.models import Box, CarrierAccount, Parcel
from associate.core.shipping.parcel_states import GONE, ParcelState
from associate.core.shipping.queries import accounts_of, boxes
from associate.core.shipping.weights import billable_weight
from associate.core.stores.hours import local_day
from associate.words import _
from associate.workflows.packing.rules.closing import Plan, plan, usual_account
from associate.workflows.packing.rules.labels import printed


@dataclass(frozen=True)
class Offer:
    """One price of one account."""

    account: CarrierAccount
    rate: Mapping[str, Any]

    @property
    def way(self) -> str:
        """As a form sends it: see forms.read_way."""
        return f"{self.account.key}:{self.rate['ref']}"

    @property
    def is_usual(self) -> bool:
        return bool(self.rate["service"] == self.account.service)


@dataclass(frozen=True)
class Wrapped:
    parcel: Parcel

    @cached_property
    def plan(self) -> Plan:
        return plan(self.parcel)

    @cached_property
    def label(self) -> Label | None:
        return live_label(self.parcel.id)

    @cached_property
    def buying(self) -> CarrierCall | None:
        return buying(self.parcel.id)

    @cached_property
    def refused(self) -> CarrierCall | None:
        """The purchase that came to nothing, where it was the last word."""
        last = last_call(self.parcel.id, Verb.BUY)
        is_last = (
            last is not None and last.state == CallState.REFUSED and last.attempt == self.parcel.attempt - 1
        )
        return last if is_last and self.parcel.state == ParcelState.CLOSED else None

    @cached_property
    def phase(self) -> str:
        """Names its template: open, coming, unknown, failed, bare, voiding, labeled or away."""
        state, label, under_way = self.parcel.state, self.label, self.buying
        if state == ParcelState.OPEN:
            return "open"
        if state in (ParcelState.MANIFESTED, *GONE):
            return "away"
        if label is not None:
            return "voiding" if label.void == Void.ASKED else "labeled"
        if under_way is not None:
            is_stuck = under_way.state == CallState.STUCK or under_way.rounds > LOUD_AFTER
            return "unknown" if is_stuck else "coming"
        return "failed" if self.refused and self.refused.code != "withdrawn" else "bare"

    @property
    def is_waiting(self) -> bool:
        """A carrier is being asked: the screen looks more often."""
        asked = any(call.state == CallState.PENDING for call in self.asked)
        return self.phase in ("coming", "voiding", "unknown") or asked or self.is_awaited

    # ── its label ────────────────────────────────────────────────────────────

    @property
    def has_file(self) -> bool:
        """To be printed: the carrier’s, or drawn from what was bought."""
        return self.label is not None and bool(self.label.document_id or self.label.drawing)

    @property
    def is_awaited(self) -> bool:
        """Bought, and its file didn’t come with it."""
        return self.label is not None and not self.label.is_by_hand and not self.has_file

    @cached_property
    def printed(self) -> Event | None:
        return printed(self.parcel).get(self.label.id) if self.label else None

    @property
    def goes_abroad(self) -> bool:
        return goes_abroad(self.parcel.fulfillment)

    @property
    def undeclared(self) -> str:
        """SKUs that customs would ask about."""
        return ", ".join(unknown_to_customs(self.parcel))

    @property
    def may_void(self) -> bool:
        until = self.label.voidable_until if self.label else None
        return until is None or until > now()

    # ── its box and its weight ───────────────────────────────────────────────

    @cached_property
    def boxes(self) -> list[Box]:
        """The smallest first, as they stand at the bench."""
        return sorted(boxes(), key=lambda box: (box.space.volume, box.code))

    @cached_property
    def fitting(self) -> list[str]:
        """Codes of the suggested boxes: one where it holds all of it."""
        return [chosen.box for chosen in hint_for(self.parcel).boxes]

    @property
    def expected_g(self) -> int | None:
        """What its things and its box weigh together."""
        return self.plan.weight_g if self.plan.weighed_g is None else None

    @property
    def billed_g(self) -> int | None:
        """Where the carrier charges its size rather than its weight: grams."""
        account, weight = usual_account(self.parcel), self.plan.weight_g
        size = self.plan.size or next(
            (
                (box.outer_length_mm, box.outer_width_mm, box.outer_height_mm)
                for box in self.boxes
                if box.code == self.plan.box
            ),
            None,
        )
        if not (account and weight and size):
            return None
        billed = billable_weight(weight, size, account.carrier, local_day(self.parcel.store, now()))
        return billed if billed > weight else None

    # ── how it goes ──────────────────────────────────────────────────────────

    @cached_property
    def accounts(self) -> list[CarrierAccount]:
        return accounts_of(self.parcel.store_id)

    @property
    def others(self) -> list[CarrierAccount]:
        """Where one said no: who else might."""
        return [each for each in self.accounts if not self.refused or each.id != self.refused.account_id]

    @cached_property
    def asked(self) -> list[CarrierCall]:
        """Whom we asked for prices of this parcel, as it is closed now."""
        last = (last_call(self.parcel.id, Verb.RATES, account.id) for account in self.accounts)
        since, attempt = self.parcel.state_since, self.parcel.attempt
        return [call for call in last if call and call.attempt == attempt and call.created_at >= since]

    @cached_property
    def offers(self) -> list[Offer]:
        """The cheapest first, the faster one where two cost the same."""
        offers = [Offer(call.account, rate) for call in self.asked for rate in call.result.get("rates", [])]
        return sorted(offers, key=lambda offer: (offer.rate["amount"], offer.rate["days"] or 99))

    @property
    def chosen(self) -> Offer | None:
        """What is bought where nobody chooses, else the cheapest; by another one than who said no."""
        offers = [each for each in self.offers if each.account in self.others] or self.offers
        usual = usual_account(self.parcel)
        as_usual = (each for each in offers if each.account is usual and each.is_usual)
        return next(as_usual, None) or next(iter(offers), None)

    @property
    def failed_words(self) -> str:
        """ "Parcel Post didn’t make a label."."""
        assert self.refused is not None
        return _("%(name)s didn’t make a label.", name=self.refused.account.name)
