from collections import Counter

import msgspec

from tailrace.demo.cast.chance import Chance


class Item(msgspec.Struct, frozen=True):
    name: str
    weight: int


def test_the_same_seed_draws_the_same() -> None:
    one, two = Chance(5), Chance(5)
    assert [one.pick("abcdef") for _ in range(50)] == [two.pick("abcdef") for _ in range(50)]


def test_numbers_are_the_same_on_every_machine() -> None:
    chance = Chance(5)
    assert [chance.pick(range(100)) for _ in range(5)] == [62, 74, 79, 94, 73]


def test_pick_reaches_every_choice() -> None:
    chance = Chance(1)
    assert {chance.pick("abc") for _ in range(100)} == set("abc")


def test_weigh_draws_by_weight() -> None:
    chance = Chance(1)
    items = (Item("rare", 1), Item("often", 9), Item("never", 0))
    drawn = Counter(chance.weigh(items).name for _ in range(5000))
    assert 400 < drawn["rare"] < 600
    assert drawn["never"] == 0


def test_happens_in_its_share_of_the_draws() -> None:
    chance = Chance(1)
    assert 150 < sum(chance.happens(0.2) for _ in range(1000)) < 250
    assert not any(chance.happens(0) for _ in range(1000))
