"""Who looks after what has no store."""

from associate.core.stores.staff import Role, Staff
from associate.core.tasks.scope import task_scope
from associate.db import atomic
from tests.support.furnish import store


def test_the_manager_of_the_only_store_looks_after_all_there_is(app):
    with atomic():
        mill_quay = store("MQ", "Mill Quay", "Europe/Dublin", "EUR", "IE")
    manager, lead = Staff(role=Role.MANAGER), Staff(role=Role.LEAD)
    assert task_scope(manager, mill_quay).storeless
    assert not task_scope(lead, mill_quay).storeless
    with atomic():
        store("CR", "Castle Row", "Europe/London", "EUR", "GB")
    assert not task_scope(manager, mill_quay).storeless
    assert task_scope(Staff(role=Role.REGIONAL), mill_quay).storeless
