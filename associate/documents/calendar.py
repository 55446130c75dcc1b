"""One date for a calendar, as RFC 5545 writes it."""

from datetime import UTC, datetime

from associate.clock import now

PRODUCT = "-//Associate//Pickup//EN"
LONGEST = 75  # octets of a line, its break not counted (RFC 5545, 3.1)
ESCAPES = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n", "\r": None})  # 3.3.11


def write_calendar(
    *,
    uid: str,
    title: str,
    place: str,
    about: str,
    start: datetime,
    end: datetime,
    latitude: float | None = None,
    longitude: float | None = None,
) -> bytes:
    """The file. The same `uid` once more replaces the date in calendars that know it. Times are aware."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{_text(uid)}",
        f"DTSTAMP:{_utc(now())}",
        f"SEQUENCE:{int(now().timestamp())}",
        f"DTSTART:{_utc(start)}",
        f"DTEND:{_utc(end)}",
        f"SUMMARY:{_text(title)}",
        f"LOCATION:{_text(place)}",
        f"DESCRIPTION:{_text(about)}",
        *([] if latitude is None or longitude is None else [f"GEO:{latitude:.6f};{longitude:.6f}"]),
        "CLASS:PRIVATE",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(map(_folded, lines))


def _text(text: str) -> str:
    return "".join(c for c in text if c >= " " or c == "\n").translate(ESCAPES)


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _folded(line: str) -> bytes:
    """Cut between characters, never inside one; what follows a cut begins with a space."""
    cuts = [b""]
    for octets in (c.encode() for c in line):
        if len(cuts[-1]) + len(octets) > LONGEST:
            cuts.append(b" ")
        cuts[-1] += octets
    return b"\r\n".join(cuts) + b"\r\n"
