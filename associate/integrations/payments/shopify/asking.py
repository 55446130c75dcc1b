"""The questions and deeds of Shopify’s Admin API that are about an order’s money."""

from collections.abc import Mapping

from associate.integrations.commerce.shopify.graphql import ask, deed, gid
from associate.integrations.payments.answers import refused, unknown
from associate.integrations.payments.port import NO_PAYMENT, Answer, Outcome, Settings
from associate.integrations.payments.shopify.books import Books, books
from associate.integrations.payments.shops import heard
from associate.outside.fields import Json, mapped
from associate.words import _

ENTRY = """id kind status gateway test createdAt multiCapturable parentTransaction { id }
  amountSet { presentmentMoney { amount } }"""
MOST_REFUNDS = 25  # what could come is paid for, also where there is none
ASK = f"""query AskMoney($id: ID!) {{ order(id: $id) {{ currencyCode presentmentCurrencyCode
  transactions(first: 60) {{ {ENTRY} }}
  refunds(first: {MOST_REFUNDS}) {{ id note transactions(first: 5) {{ nodes {{ id }} }} }} }} }}"""
LISTS = ("transactions", "refunds")
CAPTURE = f"""mutation Capture($input: OrderCaptureInput!) {{
  orderCapture(input: $input) {{ transaction {{ {ENTRY} }} userErrors {{ field message }} }} }}"""
VOID = f"""mutation LetGo($parent: ID!) {{
  transactionVoid(parentTransactionId: $parent) {{
    transaction {{ {ENTRY} }} userErrors {{ field message }} }} }}"""
REFUND = f"""mutation GiveBack($input: RefundInput!, $key: String!) {{
  refundCreate(input: $input) @idempotent(key: $key) {{
    refund {{ id note transactions(first: 5) {{ nodes {{ {ENTRY} }} }} }}
    userErrors {{ field message }} }} }}"""


def asked(order: str, settings: Settings) -> tuple[Answer, Books]:
    """How the money of an order stands; with an answer other than DONE, nothing."""
    unknown_order = refused(_("The shop doesn’t know this order."), NO_PAYMENT)
    if not order.isascii() or not order.isdigit():
        return unknown_order, books({})
    about = {"id": gid("Order", order)}
    theirs, data = ask("AskMoney", ASK, about, settings=settings, client=None)
    answer, told = heard(theirs), mapped(data.get("order"))
    if answer.outcome == Outcome.DONE and not told:
        answer = unknown_order
    elif answer.outcome == Outcome.DONE and not all(isinstance(told.get(name), list) for name in LISTS):
        answer = unknown(_("The shop’s answer can’t be read."))
    return answer, books(told)


def told(
    name: str, mutation: str, about: Mapping[str, object], field: str, settings: Settings
) -> tuple[Answer, Json]:
    """The answer of a deed, and its own part of what was said."""
    theirs, data = ask(name, mutation, about, settings=settings, client=None)
    result = mapped(data.get(field))
    return heard(deed(theirs, result)), result
