"""What /settings lists, in order. Another room that has a page for settings adds its line here."""

from typing import Any, NamedTuple

from associate.words import later


class Section(NamedTuple):
    endpoint: str
    label: Any
    sentence: Any
    permission: str
    icon: str = "settings"
    page: str = ""  # where one endpoint serves several pages


SECTIONS: tuple[Section, ...] = (
    Section(
        "settings.show_page",
        later("Store"),
        later("Name, address, time zone, language"),
        "manage_settings",
        "store",
        "store",
    ),
    Section(
        "settings.show_page",
        later("What you do"),
        later("Pickup, cars, parcels, returns: each on or off"),
        "manage_settings",
        "switch",
        "methods",
    ),
    Section(
        "settings.show_hours",
        later("Hours"),
        later("Opening hours, special days, public holidays"),
        "manage_settings",
        "calendar",
    ),
    Section(
        "settings.show_page",
        later("Promises"),
        later("Lead time, cut-off, and what you can get done"),
        "manage_settings",
        "clock",
        "pickups",
    ),
    Section(
        "settings.show_pause",
        later("Pause or close"),
        later("Stop new orders, or close the store now, until a time"),
        "pause_store",
        "pause",
    ),
    Section(
        "settings.show_page",
        later("Parcels"),
        later("What a parcel costs, your paper, your groups"),
        "manage_settings",
        "box",
        "parcels",
    ),
    Section(
        "settings.show_page",
        later("Hold and reminders"),
        later("How long a ready order waits, and who hears of it when"),
        "manage_settings",
        "bell",
        "hold",
    ),
    Section(
        "settings.show_page",
        later("What’s missing"),
        later("How long customers may choose a substitute, and what happens if they don’t"),
        "manage_settings",
        "swap",
        "shorts",
    ),
    Section(
        "settings.show_page",
        later("Counter"),
        later("Ways to know a customer, pay at pickup, undo"),
        "manage_settings",
        "handover",
        "counter",
    ),
    Section(
        "settings.show_page",
        later("Curbside"),
        later("Bringing orders out to cars, and times to come"),
        "manage_settings",
        "car",
        "curbside",
    ),
    Section(
        "settings.show_places",
        later("Places"),
        later("Shelves, racks, bays, and the way between them"),
        "manage_settings",
        "pin",
    ),
    Section(
        "settings.show_texts",
        later("Messages"),
        later("What customers are told, in your words"),
        "manage_settings",
        "message",
    ),
    Section(
        "settings.show_reasons",
        later("Reasons"),
        later("What people choose when something can’t be done"),
        "manage_settings",
        "note",
    ),
    Section(
        "people.show_people",
        later("People"),
        later("Add somebody, change a role, reset a PIN, sign somebody out"),
        "manage_people",
        "user",
    ),
    Section(
        "people.show_roles",
        later("Roles"),
        later("Who may do what"),
        "manage_people",
        "eye",
    ),
    Section(
        "devices.show_devices",
        later("Devices"),
        later("Enroll the store’s tablets and phones, retire a lost one"),
        "manage_devices",
        "phone",
    ),
    Section(
        "settings.show_boxes",
        later("Boxes"),
        later("What parcels go in: sizes, weights, what each carries"),
        "set_up_shipping",
        "box",
    ),
    Section(
        "settings.show_carriers",
        later("Carrier accounts"),
        later("By whom parcels go, and which store sends by which account"),
        "set_up_shipping",
        "truck",
    ),
    Section(
        "settings.show_routing",
        later("Routing"),
        later("Which store sends an order, tried on the last ones"),
        "manage_routing",
        "truck",
    ),
    Section(
        "settings.show_buffers",
        later("Buffers"),
        later("Units kept back: from promising, from a web shop, from routing"),
        "manage_routing",
        "shelf",
    ),
    Section(
        "settings.show_returns",
        later("Returns"),
        later("What may be brought back, for how long, and what is kept of it"),
        "manage_returns",
        "returns",
    ),
    Section(
        "settings.show_taxes",
        later("Taxes"),
        later("What goods bear that go out in exchange"),
        "manage_catalog",
        "note",
    ),
    Section(
        "files.show_imports",
        later("Files"),
        later("Bring in products, stock, sales and orders as CSV"),
        "adjust_stock",
        "note",
    ),
    Section(
        "hygiene.show_go_live",
        later("Ready to open"),
        later("What this store still lacks for pickup, cars, parcels and returns"),
        "manage_settings",
        "flag",
    ),
    Section(
        "hygiene.show_hygiene",
        later("Clean data"),
        later("What is missing or doubled in the catalog before you start"),
        "adjust_stock",
        "check-round",
    ),
    Section(
        "settings.show_channels",
        later("Web shops"),
        later("Where orders come from, and what signs them"),
        "channels",
        "sync",
    ),
    Section(
        "settings.show_payments",
        later("Payment accounts"),
        later("Who holds the money of which web shop, and who charges at the counter"),
        "channels",
        "returns",
    ),
    Section(
        "settings.show_sync",
        later("What web shops know"),
        later("How late they hear of a change, and where their figures differ"),
        "channels",
        "sync",
    ),
    Section(
        "settings.show_tokens",
        later("API"),
        later("Keys for machines: what each may do, and its reference"),
        "channels",
        "lock",
    ),
    Section(
        "settings.show_subscribers",
        later("Webhooks"),
        later("Who else is told what happens here, and whether it arrives"),
        "channels",
        "bell",
    ),
    Section(
        "audit.show_journal",
        later("Journal"),
        later("Who did what, when and where, and that nobody changed it since"),
        "see_audit",
        "lock",
    ),
    Section(
        "health.show_health",
        later("System health"),
        later("Whether everything works, and what to do when it doesn’t"),
        "see_health",
        "check-round",
    ),
)
