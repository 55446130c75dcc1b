"""Passing a lesson: the steps were done in the practice shop, and its questions answered without help."""

from collections.abc import Mapping

from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.core.stores.lessons import LessonPassed
from associate.core.stores.staff import Staff
from associate.db import atomic, db
from associate.errors import Missing, Refused
from associate.practice.lessons import BY_NAME, Lesson, Question
from associate.words import _


def lesson_named(name: str) -> Lesson:
    """Raises Missing("no_lesson")."""
    if name not in BY_NAME:
        raise Missing("no_lesson", _("There’s no such lesson."))
    return BY_NAME[name]


def choices(question: Question, number: int) -> list[str]:
    """Its answers as the page shows them; the right one isn’t always first."""
    words = [str(question.right), *map(str, question.wrong)]
    turn = (number + len(str(question.asks))) % len(words) if number else 1
    return words[turn:] + words[:turn]


def wrong_answers(lesson: Lesson, said: Mapping[str, str]) -> list[int]:
    """Numbers of the questions that were answered wrong or not at all; `said`: "q0" → place of the answer."""
    return [
        number
        for number, question in enumerate(lesson.questions)
        if said.get(f"q{number}") != str(choices(question, number).index(str(question.right)))
    ]


def must_be_done(lesson: Lesson, done: tuple[str, int]) -> None:
    """`done`: the lesson that was begun last, and how many of its steps are done.

    Raises Refused("not_done").
    """
    if done != (lesson.name, len(lesson.steps)):
        raise Refused("not_done", _("Do its steps first. Then come the questions."))


def pass_lesson(staff: Staff, lesson: Lesson, *, intent: Intent, by: Actor) -> None:
    """Written down once; who passes again keeps the first time."""
    with atomic(staff):
        if answered(intent) is None:
            if db.session.get(LessonPassed, (staff.id, lesson.name)) is None:
                known = {"staff_id": staff.id, "lesson": lesson.name, "device_id": by.device_id}
                db.session.add(LessonPassed(**known))
                record("practice.passed", about=staff, by=by, lesson=lesson.name)
            answer(intent)
