"""What time alone brings about: the chores, each in a file of its own."""

from collections.abc import Callable

from associate.core.stores.shifts import end_long_shifts
from associate.jobs.chores.alerts import alert_soon_late
from associate.jobs.chores.announced import let_announced_go
from associate.jobs.chores.authorizations import warn_before_it_runs_out
from associate.jobs.chores.erasures import forget_people
from associate.jobs.chores.figures import keep_figures
from associate.jobs.chores.goes_on import go_on_when_due
from associate.jobs.chores.handovers import close_left_handovers
from associate.jobs.chores.late import tell_delayed
from associate.jobs.chores.learning import learn_minutes
from associate.jobs.chores.manifests import see_to_manifests
from associate.jobs.chores.overdue import hand_overdue_up
from associate.jobs.chores.parked import cancel_parked, retry_parked
from associate.jobs.chores.practice import wipe_practice
from associate.jobs.chores.reminders import remind
from associate.jobs.chores.reservations import let_reservations_go
from associate.jobs.chores.returns import close_left_returns
from associate.jobs.chores.shorts import look_for_shorts
from associate.jobs.chores.transfers import let_transfers_go
from associate.jobs.chores.uncollected import take_back_uncollected
from associate.jobs.chores.unpaid import ask_about_money
from associate.jobs.chores.visits import look_after_visits
from associate.jobs.chores.votes import end_votes, go_on_after_votes
from associate.jobs.stuck import watched
from associate.upkeep.audit.seal import seal_when_due
from associate.upkeep.checks import check_when_due
from associate.upkeep.points import keep_points
from associate.upkeep.retention import forget_what_is_old

CHORES: tuple[Callable[[], object], ...] = (
    close_left_handovers,
    close_left_returns,
    go_on_when_due,
    retry_parked,
    cancel_parked,
    ask_about_money,
    warn_before_it_runs_out,
    end_long_shifts,
    alert_soon_late,
    tell_delayed,
    remind,
    let_reservations_go,
    let_transfers_go,
    look_for_shorts,
    let_announced_go,
    see_to_manifests,
    take_back_uncollected,
    hand_overdue_up,
    learn_minutes,
    keep_figures,
    keep_points,
    forget_people,
    forget_what_is_old,
    wipe_practice,
    check_when_due,
)
QUICK: tuple[Callable[[], object], ...] = (
    look_after_visits,
    end_votes,
    go_on_after_votes,
    seal_when_due,
)


def run_due() -> None:
    """Each chore in turn; one that breaks stops no other, and a person hears of it in the end."""
    _run(CHORES)


def run_quick() -> None:
    """The same for what counts in minutes."""
    _run(QUICK)


def _run(chores: tuple[Callable[[], object], ...]) -> None:
    for chore in chores:
        with watched(chore.__name__):
            chore()
