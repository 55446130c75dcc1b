"""What became of orders that are sent: as far as the bench, the carrier's pile, or the customer's door."""

from collections.abc import Callable

from associate.demo import bench, work
from associate.demo.stories import Scene

PICKED_BEFORE = 15  # minutes that a tote waits at the bench


def tote(scene: Scene, who: str, at: int) -> None:
    """Picked, and put down at the bench in its tote."""
    tag = next(scene.tags)
    scene.agenda.at(at, lambda: work.pick_into(scene.job, scene.staff[who], [tag]))


def packing(scene: Scene, who: str, at: int, units: int) -> None:
    tote(scene, who, at + PICKED_BEFORE)
    scene.bench.at(at, lambda: bench.begin(scene.job, scene.staff[who], units))


def labeled(scene: Scene, who: str, at: int, parts: int = 1) -> None:
    """With its label, or with what the carrier said instead."""
    tote(scene, who, at + PICKED_BEFORE)
    scene.bench.at(at, lambda: bench.pack_and_label(scene.job, scene.staff[who], parts))


def label_kept(scene: Scene, who: str, at: int) -> None:
    """Its label was wanted back, and the carrier says no."""
    labeled(scene, who, at)
    scene.bench.at(at - 3, lambda: bench.want_it_back(scene.job, scene.staff[who]))


def manifested(scene: Scene, who: str, at: int, closed: int, parts: int = 1) -> None:
    """On a closed manifest. Nobody came for it yet."""
    labeled(scene, who, at, parts)
    scene.bench.at(closed, lambda: bench.close_manifest(scene.job, scene.staff[who]))


def by_hand(scene: Scene, who: str, at: int, closed: int, carrier: str, number: str) -> None:
    """Tracked by hand, on a manifest, and nobody came for it."""
    tote(scene, who, at + PICKED_BEFORE)
    scene.bench.at(at, lambda: bench.pack_and_track(scene.job, scene.staff[who], carrier, number))
    scene.bench.at(closed, lambda: bench.close_manifest_by_hand(scene.job, scene.staff[who]))


def sent(scene: Scene, who: str, at: int, gone: int, driver: str, parts: int = 1) -> None:
    """With the driver; delivered by now where that was days ago."""
    manifested(scene, who, at, gone + 25, parts)
    scene.bench.at(gone, lambda: bench.hand_off(scene.job, scene.staff[who], driver))


PARCEL_STORIES: dict[str, Callable[..., None]] = {
    story.__name__: story for story in (tote, packing, labeled, label_kept, manifested, by_hand, sent)
}
