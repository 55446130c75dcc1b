"""Every figure of a refund in a colleague’s words: true for whoever gives it and for whoever gets it."""

from collections.abc import Callable, Mapping

from associate.core.orders.models import Order
from associate.core.returns.answer import Kind, LineRefund, Part, Refund
from associate.core.returns.beside_words import SHIPPING_WORDS, fee_words, label_words
from associate.core.returns.kept import order_tenders, order_things, refund_of, things_of
from associate.core.returns.models import Return
from associate.core.returns.payout_words import Tenders, payout_rows
from associate.core.returns.purchase import Key
from associate.core.returns.told import LineWords, RefundWords, Row, Thing, money
from associate.words import _, ngettext

Words = tuple[str, str]  # what it is, and why or of what


def refund_words(of: Refund | Return, order: Order | None = None) -> RefundWords:
    """What a refund comes to, row by row: one that is being looked at, with its order, or a return as closed.

    For a Return it reads its payments; it must be flushed. In the language of the moment.
    """
    if isinstance(of, Return):
        return words_of(refund_of(of), things_of(of), order_tenders(of.order))
    return words_of(of, order_things(order), order_tenders(order))


def words_of(refund: Refund, things: Mapping[Key, Thing], tenders: Tenders) -> RefundWords:
    """The same without rows of a database: `things` by line, `tenders` the last four digits by tender."""
    lines = (_line(line, things.get(line.line, Thing()), refund.currency) for line in refund.lines)
    return RefundWords(
        refund.currency,
        tuple(line for line in lines if line.rows),
        tuple(_row(part, refund.currency, Thing()) for part in refund.extras),
        refund.total,
        payout_rows(refund.payouts, refund.currency, tenders),
        refund.exchanged,
        refund.to_pay,
        refund.reason,
    )


def part_sentence(part: Part, currency: str, thing: Thing | None = None) -> str:
    """One figure without its amount, in one go: “Shipping. Not refunded: returned by choice”."""
    words, small = _said(part, currency, thing or Thing())
    return f"{words}. {small}" if small else words


def _line(line: LineRefund, thing: Thing, currency: str) -> LineWords:
    parts = [part for part in line.parts if part.kind != Kind.PRICE or part.units]
    rows = tuple(_row(part, currency, thing) for part in parts)
    return LineWords(line.line, rows, line.amount, money(line.amount, currency))


def _row(part: Part, currency: str, thing: Thing) -> Row:
    words, small = _said(part, currency, thing)
    if part.kind == Kind.TAX_INCLUDED:
        return Row(words, 0, str(_("included")), small, is_included=True)
    return Row(words, part.amount, money(part.amount, currency), small)


def _said(part: Part, currency: str, thing: Thing) -> Words:
    def figure(minor: int) -> str:
        return money(minor, currency)

    words, small = PARTS[part.kind](part, thing, figure)
    return str(words), str(small)


Figure = Callable[[int], str]


def _price(part: Part, thing: Thing, figure: Figure) -> Words:
    units = part.units
    words = _("%(units)d × %(name)s", units=units, name=thing.name) if thing.name else _items(units)
    if thing.quantity < 2:
        return words, ""
    total = figure(part.of)
    return words, _("%(n)d of %(all)d, together %(total)s", n=units, all=thing.quantity, total=total)


def _items(units: int) -> str:
    return str(ngettext("%(num)d item", "%(num)d items", units))


def _discount(part: Part, _thing: Thing, figure: Figure) -> Words:
    if abs(part.amount) == abs(part.of):
        return _("Its discount"), ""
    return _("Its share of the discount of %(total)s", total=figure(part.of)), ""


def _adjustment(part: Part, _thing: Thing, figure: Figure) -> Words:
    if part.key:
        return _("Its share of %(name)s, %(total)s", name=part.key, total=figure(part.of)), ""
    return _("Its share of the order’s adjustment of %(total)s", total=figure(part.of)), ""


def _tax(part: Part, _thing: Thing, figure: Figure) -> Words:
    words = _("Tax, %(name)s", name=part.key) if part.key else _("Tax")
    included = _("included: %(tax)s", tax=figure(part.tax)) if part.kind == Kind.TAX_INCLUDED else ""
    return words, included


def _price_drop(part: Part, thing: Thing, figure: Figure) -> Words:
    words = _("Price adjustment, %(name)s", name=thing.name) if thing.name else _("Price adjustment")
    return words, _("Of %(total)s; nothing came back for it", total=figure(part.of))


def _clawback(part: Part, _thing: Thing, _figure: Figure) -> Words:
    if part.amount > 0:
        return _("Back from “%(name)s”", name=part.key), _("An earlier return took too much for it")
    words = _("“%(name)s” no longer applies", name=part.key)
    return words, _("What stays costs what it costs without it")


def _exchanged(part: Part, _thing: Thing, figure: Figure) -> Words:
    small = _("Of %(total)s", total=figure(part.of)) if part.of != -part.amount else ""
    return _("Pays for the exchange"), small


PARTS: dict[Kind, Callable[[Part, Thing, Figure], Words]] = {
    Kind.PRICE: _price,
    Kind.DISCOUNT: _discount,
    Kind.ADJUSTMENT: _adjustment,
    Kind.TAX: _tax,
    Kind.TAX_INCLUDED: _tax,
    Kind.CREDITED: lambda p, t, f: (_("Refunded before, as a price adjustment"), ""),
    Kind.RESIDUAL: lambda p, t, f: (_("Rounding"), _("So that all of them together come to what was paid")),
    Kind.PRICE_DROP: _price_drop,
    Kind.RESTOCKING: lambda p, t, f: (_("Restocking fee"), _("Kept of %(total)s", total=f(p.of))),
    Kind.CLAWBACK: _clawback,
    Kind.EXCHANGED: _exchanged,
    Kind.SHIPPING: lambda p, t, f: (_("Shipping"), SHIPPING_WORDS[p.why](p, f)),
    Kind.FEE: lambda p, t, f: fee_words(p, f),
    Kind.LABEL: lambda p, t, f: label_words(p, f),
    Kind.NEW_GOODS: lambda p, t, f: (
        _("Pays for the new items"),
        _("They cost %(total)s", total=f(p.of)),
    ),
    Kind.CAPPED: lambda p, t, f: (_("Not refunded"), _("No more is left of what was paid")),
    Kind.GOODWILL: lambda p, t, f: (_("Goodwill"), ""),
    Kind.WITHHELD: lambda p, t, f: (_("Withheld"), ""),
}
