"""Roles and permissions in words that people read."""

from associate.core.stores.staff import Role
from associate.words import later

ROLE_WORDS = {
    Role.ASSOCIATE: later("Associate"),
    Role.LEAD: later("Lead"),
    Role.MANAGER: later("Manager"),
    Role.REGIONAL: later("Regional manager"),
    Role.SERVICE: later("Customer service"),
    Role.ADMIN: later("Admin"),
}

PERMISSION_WORDS = {
    "see_queue": later("See what’s to pick"),
    "pick": later("Pick orders"),
    "stage": later("Put bags in their place"),
    "pack": later("Pack parcels and get their labels"),
    "hand_over": later("Hand orders over"),
    "run_curbside": later("Take orders out to cars"),
    "put_back": later("Put things back on the shelf"),
    "take_returns": later("Take returns"),
    "close_manifest": later("Hand parcels to carriers"),
    "see_orders": later("Look orders up"),
    "see_stock": later("Look a thing up"),
    "count_stock": later("Count what’s on the shelf"),
    "move_stock": later("Send and receive transfers"),
    "see_contact": later("See a customer’s phone and email"),
    "correct_address": later("Correct where a parcel goes"),
    "send_messages": later("Send a message again"),
    "see_tasks": later("See what waits for a person"),
    "resolve_tasks": later("Settle what waits for a person"),
    "vouch": later("Vouch for a customer without a code"),
    "late_undo": later("Undo a handover after ten minutes"),
    "review_counts": later("Accept a count, or have it done again"),
    "adjust_stock": later("Change stock by hand"),
    "stop_sale": later("Stop the sale of something"),
    "manage_returns": later("Say what may be brought back"),
    "pause_store": later("Pause a store or close it now"),
    "map_products": later("Say which product a web shop means"),
    "release_orders": later("Send a waiting order to a store"),
    "cancel_orders": later("Cancel orders"),
    "settle_refunds": later("Say that a refund is done"),
    "approve": later("Approve on the spot with a PIN"),
    "see_board": later("See how all the work stands"),
    "move_work": later("Give, reorder and promise work anew"),
    "see_figures": later("See the figures of the store"),
    "manage_settings": later("Change how the store works"),
    "manage_people": later("Add people, reset PINs, end sessions"),
    "manage_devices": later("Enroll and revoke devices"),
    "see_health": later("See whether the system is well"),
    "choose_store": later("Work in any store"),
    "manage_routing": later("Say which store does which order"),
    "set_up_shipping": later("Set up boxes and carriers"),
    "manage_catalog": later("Bring in products and prices"),
    "channels": later("Set up web shops"),
}
"""In the order of a working day. A test compares it with PERMISSIONS."""
