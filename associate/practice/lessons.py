"""Six lessons: what each teaches, and what its check asks. A step is done when the journal says so."""

# ruff: noqa: E501  (a table reads better in rows)

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from associate.core.events.staff_words import LESSONS as TITLES
from associate.core.stores.lessons import LESSONS
from associate.practice.seen import WRONG_CODE, Scan, Seen
from associate.words import later

Words = Callable[[Seen], str]


@dataclass(frozen=True)
class Step:
    say: Words
    done: Callable[[Seen], bool]
    scans: Callable[[Seen], list[Scan]] = lambda _seen: []


@dataclass(frozen=True)
class Question:
    """The right answer is the first; the page shows them in an order of its own."""

    asks: Any
    right: Any
    wrong: tuple[Any, Any]


@dataclass(frozen=True)
class Lesson:
    name: str
    about: Any
    icon: str
    start: str  # the endpoint where it begins
    steps: tuple[Step, ...]
    questions: tuple[Question, ...]

    @property
    def title(self) -> str:
        return TITLES[self.name]()


def step_of(lesson: Lesson, seen: Seen) -> int:
    """How many steps are done: all before the first that isn’t."""
    left = (number for number, step in enumerate(lesson.steps) if not step.done(seen))
    return next(left, len(lesson.steps))


def _has(*kinds: str) -> Callable[[Seen], bool]:
    return lambda seen: seen.has(*kinds)


def _refused(*codes: str) -> Callable[[Seen], bool]:
    return lambda seen: seen.was_refused(*codes)


def _say(words: Any) -> Words:
    """With the gaps %(number)s, %(name)s, %(code)s filled from the order."""
    return lambda seen: (
        str(words)
        % {
            "number": seen.job.number,
            "name": seen.first_name,
            "code": f"{seen.code[:3]} {seen.code[3:]}",
            "wrong": WRONG_CODE,
        }
    )


# fmt: off
PICK = Lesson(
    "pick", later("Take one from the queue, walk to its things and scan each."),
    "pick", "picking.show_queue",
    (
        Step(_say(later("Find %(number)s in the queue and tap Start picking.")), _has("fulfillment.picking")),
        Step(_say(later("Go where the screen sends you and scan the thing. Here a practice scan will do.")),
             _has("line.picked"), Seen.right_item),
        Step(_say(later("Go on until all of it is picked. Three units are wanted, so it takes three scans.")),
             _has("fulfillment.picked"), Seen.right_item),
    ),
    (
        Question(later("Two mugs are wanted. How often do you scan?"), later("Twice: each unit once"),
                 (later("Once, and type 2"), later("Not at all, I can see them"))),
        Question(later("Somebody calls you away in the middle. What becomes of your scans?"),
                 later("They are kept. I pause, or somebody takes over"),
                 (later("They are lost, so I finish first"), later("I write them down"))),
        Question(later("Which way do you walk?"), later("As the screen leads: it knows the shelves"),
                 (later("Heaviest things first"), later("As the customer ordered them"))),
    ),
)

SHORT = Lesson(
    "short", later("A wrong scan, and a thing that can’t be found."),
    "search", "picking.show_queue",
    (
        Step(_say(later("Find %(number)s in the queue and tap Start picking.")), _has("fulfillment.picking")),
        Step(_say(later("Scan the wrong thing on purpose, and read what the screen says.")),
             _refused("wrong_item"), Seen.wrong_item),
        Step(_say(later("Now scan the right one.")), _has("line.picked"), Seen.right_item),
        Step(_say(later("The next shelf is empty. Tap Can’t find it, say where you looked, and report it.")),
             _has("line.short")),
    ),
    (
        Question(later("The screen turns red: wrong item. What do you do?"),
                 later("Put it back and take what the screen asks for"),
                 (later("Scan it again until it works"), later("Pack it, it looks alike"))),
        Question(later("When do you report a thing as not found?"),
                 later("After I looked in the other places the screen names"),
                 (later("At once, the shelf is empty"), later("Never, I just leave it out"))),
        Question(later("Who decides what becomes of the order then?"),
                 later("The customer or a lead, by the task that opened"),
                 (later("I do, with something alike"), later("Nobody, it is canceled"))),
    ),
)

STAGE = Lesson(
    "stage", later("A bag, its place, and the message that says it is ready."),
    "tote", "picking.show_queue",
    (
        Step(_say(later("Everything of %(number)s is picked. Open it and scan the tag of a bag.")),
             _has("bag.scanned"), Seen.tag),
        Step(_say(later("Hang the bag on the rack, then scan the rack.")), _has("bag.placed"), Seen.rack),
        Step(_say(later("Now it is ready, and the customer is told.")), _has("fulfillment.ready")),
    ),
    (
        Question(later("When does the customer hear that it is ready?"),
                 later("When the last bag is in its place"),
                 (later("When I begin to pick"), later("When I tell them on the phone"))),
        Question(later("An order fills two bags. What do you scan?"), later("Both tags, and where they hang"),
                 (later("One tag, the bags stand together"), later("Only the place"))),
        Question(later("What is the place for?"), later("Whoever hands it over finds the bag without asking"),
                 (later("It is for the count of the stock"), later("For nothing, it may be left out"))),
    ),
)

HANDOVER = Lesson(
    "handover", later("Somebody comes with a code. The first one is wrong."),
    "handover", "handover.show_find",
    (
        Step(_say(later("%(name)s stands before you. Find %(number)s and begin.")),
             _has("handover.opened"), Seen.number),
        Step(_say(later("They read a wrong code to you: %(wrong)s. Enter it and see what happens.")),
             _has("handover.not_verified"), Seen.wrong_code),
        Step(_say(later("They look again: %(code)s. Enter that.")), _has("handover.verified"), Seen.right_code),
        Step(_say(later("Fetch the bag from its place and scan it.")), _has("bag.at_counter"), Seen.tags),
        Step(_say(later("Give it to them and tap Hand over.")), _has("handover.done")),
    ),
    (
        Question(later("The code doesn’t match. What do you do?"),
                 later("Ask again, or choose another way from the list"),
                 (later("Hand it over if the name is right"), later("Try until one fits"))),
        Question(later("Why is each bag scanned at the counter?"),
                 later("So that nobody leaves with another’s bag"),
                 (later("To count the bags of the day"), later("It needn’t be, with one bag"))),
        Question(later("You handed over the wrong order a minute ago. And now?"),
                 later("Undo, it is on the screen for some minutes"),
                 (later("Nothing can be done"), later("I cancel the order"))),
    ),
)

CURBSIDE = Lesson(
    "curbside", later("Somebody waits in a bay: take them, bring it, ask for the code."),
    "car", "curbside.show_board",
    (
        Step(_say(later("%(name)s is here, in bay 2. Open them and tap I’ll take it.")), _has("visit.claimed")),
        Step(_say(later("Scan the bag as you take it along.")), _has("bag.at_counter", "bag.on_the_way"), Seen.tags),
        Step(_say(later("Go out and tap I’m at the car.")), _has("visit.at_car")),
        Step(_say(later("They read the code to you: %(code)s. Enter it.")), _has("handover.verified"), Seen.right_code),
        Step(_say(later("Put it into the trunk. It is handed over.")), _has("handover.done")),
    ),
    (
        Question(later("Why do you tap I’ll take it before you go?"),
                 later("So that nobody else runs to the same car"),
                 (later("To stop the clock"), later("So that the customer comes inside"))),
        Question(later("Which code do you ask for at the car?"), later("The one on the customer’s phone"),
                 (later("The number plate"), later("The order’s number"))),
        Question(later("The bay is empty when you come. What now?"), later("I say on the screen that nobody is there"),
                 (later("I leave the bag in the bay"), later("I hand it over all the same"))),
    ),
)

RETURN = Lesson(
    "return", later("Who it is, what they bring, why, and how it looks."),
    "returns", "returns.show_find",
    (
        Step(_say(later("%(name)s brings something back. Find %(number)s.")), _has("return.opened"), Seen.number),
        Step(_say(later("Say how you know that it is them.")), _has("return.verified")),
        Step(_say(later("Scan what they bring.")), _has("return.unit_in"), Seen.returned_item),
        Step(_say(later("Say why it comes back, and how it looks.")), _has("return.graded")),
        Step(_say(later("Tap Refund. Here no money moves.")), _has("return.done")),
    ),
    (
        Question(later("How much goes back?"), later("What the screen shows: it knows what was paid"),
                 (later("What is on the price tag today"), later("What the customer says"))),
        Question(later("It came back damaged. Where does it go?"), later("Where the screen says, not on the shelf"),
                 (later("Back on the shelf, at the back"), later("Home with me"))),
        Question(later("The screen says no: the time is over. What do you do?"),
                 later("Ask for approval, if there is a reason"),
                 (later("Say another day"), later("Refund it from the till"))),
    ),
)
# fmt: on

BY_NAME = {lesson.name: lesson for lesson in (PICK, SHORT, STAGE, HANDOVER, CURBSIDE, RETURN)}
assert tuple(BY_NAME) == LESSONS
