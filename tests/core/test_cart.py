"""Who goes without when a batch finds too little."""

import pytest

from associate.core.acts.batch_shorts import effect_of
from associate.core.acts.shorts import Reason
from associate.core.fulfillment.cart import goes_without

BY_PROMISE = [  # units that lack, what each order wants by promise → what each goes without
    (0, [1, 2], [0, 0]),
    (1, [1, 1], [0, 1]),
    (1, [1, 2], [0, 1]),
    (2, [1, 2, 1], [0, 1, 1]),
    (3, [1, 2], [1, 2]),
    (0, [], []),
]


@pytest.mark.parametrize("lacking, wants, without", BY_PROMISE)
def test_the_last_promised_goes_without_first(lacking, wants, without):
    assert goes_without(lacking, wants) == without


def test_only_the_last_of_several_empties_the_shelf_figure():
    assert [effect_of(Reason.NOT_FOUND, n, 2) for n in (0, 1)] == [Reason.SOME_MISSING, Reason.NOT_FOUND]
    assert [effect_of(Reason.DAMAGED, n, 2) for n in (0, 1)] == [Reason.DAMAGED, Reason.DAMAGED]
