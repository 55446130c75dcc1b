"""What was shown to prove who somebody is. Of an ID we keep which kind it was, never a number."""

from associate.words import later

IDS = {
    "passport": later("Passport"),
    "driving_license": later("Driving license"),
    "national_id": later("National ID"),
    "other": later("Another photo ID"),
}


def id_words(kind: str) -> str:
    """ "Passport"; a kind that has no words reads as it is written."""
    return str(IDS.get(kind, kind))
