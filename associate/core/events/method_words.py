"""Why a store doesn’t go one of its ways now, in words."""

from associate.words import later

WHYS = {
    "not_ready": later("not ready yet"),
    "people": later("too few people"),
    "room": later("no room"),
    "equipment": later("equipment is missing"),
    "season": later("out of season"),
    "policy": later("decided so"),
}
