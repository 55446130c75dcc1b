"""A page that is open in a played day."""

from associate.simulate.live import Live
from associate.simulate.page import Page


class Answers:
    """Given one by one, for whatever is asked; `asked`: the addresses."""

    def __init__(self, *answers: tuple[int, str]) -> None:
        self.answers, self.asked = list(answers), []

    def get(self, path, *, fragment=False):
        self.asked.append(path)
        return Page(*self.answers.pop(0), path)


def test_a_poll_that_failed_is_not_taken_for_no_news():
    whole, part = (f'<main data-live="/waves/1" data-version="{n}">' for n in (4, 5))
    browser = Answers((200, whole), (204, ""), (200, part), (503, "come again"), (200, whole), (404, ""))
    live = Live(browser, "/waves/1")
    seen = [live.look() for _look in range(6)]
    assert [(page.status, page.text) for page in seen[1:4]] == [
        (200, whole),
        (200, part),
        (503, "come again"),
    ]
    assert browser.asked == [
        "/waves/1",
        "/waves/1?v=4",
        "/waves/1?v=4",
        "/waves/1?v=5",
        "/waves/1",
        "/waves/1?v=4",
    ]
    assert seen[5].status == 404
