"""What a store decides has a page to decide it on, and begins as it was promised to."""

from associate.core.returns.policy import Terms
from associate.core.stores.models import Store
from associate.core.stores.settings import FIELDS
from associate.workflows.settings.forms.returns import NUMBERS

PROMISED = {
    "lead_minutes": 120,
    "cutoff_minutes": 60,
    "minutes_an_order": 12,
    "people_percent": 80,
    "reserve_hours": 48,
    "hold_days": 7,
    "hot_minutes": 120,
    "remind_hours": 24,
    "undo_minutes": 10,
    "car_minutes": 3,
    "car_minutes_unannounced": 5,
    "lead_alarm_minutes": 2,
    "manager_alarm_minutes": 4,
    "claim_minutes": 3,
}
ITS_OWN = {"id", "code", "learned_minutes"}
"""What nobody sets: who it is, and what was measured."""


def test_whatever_a_store_decides_can_be_set():
    settable = {column for columns in FIELDS.values() for column in columns}
    assert {column.name for column in Store.__table__.columns} == settable | ITS_OWN


def test_a_new_store_works_as_was_promised():
    columns = Store.__table__.columns
    assert {name: columns[name].default.arg for name in PROMISED} == PROMISED
    assert (columns["quiet_from"].default.arg.hour, columns["quiet_until"].default.arg.hour) == (21, 8)


def test_the_windows_of_returns_are_rules():
    assert (Terms().days, Terms().days_after_shipping) == (30, 7)
    assert {"days", "days_after_shipping"} <= set(NUMBERS)
