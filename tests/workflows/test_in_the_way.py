"""What keeps people from working is said in two taps, and is a case for a manager."""

from associate.core.tasks.models import TaskKind
from tests.support.people import Person
from tests.support.tasks import of_kind, task_now


def test_two_taps_from_any_page_and_a_manager_sees_it(app, shop):
    ana = Person(app, shop.ana).opens("/pick").taps("This got in my way").taps("It doesn’t scan")
    assert ana.sees("Passed on").url == "/pick"
    ana.opens("/pick").taps("This got in my way").taps("It doesn’t scan", words="The glare.")
    waiting = of_kind(TaskKind.GOT_IN_WAY)  # one, however many say it
    assert (waiting.facts["page"], waiting.store_id) == ("/pick", shop.mill_quay.id)
    helen = Person(app, shop.helen).opens("/tasks").taps("Look at it")
    helen.sees("It doesn’t scan, at /pick", "It was said 2 times.", "“The glare.”")
    helen.sees("Ana said so.", "Ana wrote down:")
    helen.taps("Done", note="A hood over the scanner.").sees("Settled")
    assert task_now(waiting).outcome == "A hood over the scanner."
    assert ana.posts("/tasks/in-my-way", what="").code == "no_cause"
