"""The people who order. Addresses end in .example; phones are from ranges kept for fiction, or missing."""

from typing import NamedTuple

from associate.core.orders.incoming import Contact


class Known(NamedTuple):
    name: str
    phone: str
    locale: str


CUSTOMERS = {
    customer.name.split()[0]: customer
    for customer in (
        Known("Maya Rosen", "+353209100118", "en"),
        Known("Joel Brandt", "+353209100131", "en"),
        Known("Noor Aziz", "+353209100142", "en"),
        Known("Leo Tierney", "+353209100153", "en"),
        Known("Sara Walsh", "+353209100164", "en"),
        Known("Ola Nowak", "", "en"),
        Known("Sam Okoro", "+353209100186", "en"),
        Known("Inés Caballero", "", "es"),
        Known("Bríd Nic Aodha", "+353209100197", "en"),
        Known("Theo Lindgren", "", "en"),
        Known("Grace Mbeki", "+353209100111", "en"),
        Known("Kenji Mori", "", "en"),
        Known("Ruth Kelleher", "+353209100122", "en"),
        Known("Declan Foley", "+353209100133", "en"),
        Known("Hanna Weiss", "", "en"),
        Known("Aoife Byrne", "+353209100155", "en"),
        Known("Eilidh MacLeod", "+447700900112", "en"),
        Known("Hamish Grant", "+447700900123", "en"),
        Known("Zainab Khan", "+447700900134", "en"),
        Known("Oliver Pryce", "+447700900145", "en"),
        Known("Wei Chen", "+447700900156", "en"),
        Known("Sanne de Boer", "", "en"),
        Known("Daan Bakker", "", "en"),
        Known("Camille Laurent", "+33639980022", "fr"),
        Known("Mehdi Benali", "+33639980033", "fr"),
        Known("Jordan Rivera", "+15035550143", "en"),
        Known("Tasha Greene", "+15035550167", "en"),
    )
}


def contact(first: str, *, email: str | None = None) -> Contact:
    """What a channel says about a customer; "" is a guest without a name."""
    if not first:
        return Contact(email=email or "guest@mail.example")
    known = CUSTOMERS[first]
    number = 7001 + list(CUSTOMERS).index(first)
    last = known.name.split(" ", 1)[1]
    return Contact(
        external_id=str(number),
        first_name=first,
        last_name=last,
        phone=known.phone,
        locale=known.locale,
        email=email or f"{_plain(first)}.{_plain(last.split()[-1])}@mail.example",
    )


def _plain(name: str) -> str:
    return name.lower().translate(str.maketrans("áéíóúëö", "aeioueo"))
