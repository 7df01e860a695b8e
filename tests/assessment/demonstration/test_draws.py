from datetime import date

from assessment.demonstration.draws import Draws, Weighted


def test_the_same_seed_and_theme_give_these_draws_for_ever() -> None:
    # Written down once: another Python or platform must give the same numbers.
    draws = Draws(20211231, "cases")

    assert [draws.below(1000) for _ in range(8)] == [
        965,
        401,
        795,
        876,
        488,
        775,
        565,
        400,
    ]


def test_themes_have_streams_of_their_own() -> None:
    first, second = Draws(1, "people"), Draws(1, "training")

    assert [first.below(1000) for _ in range(8)] != [
        second.below(1000) for _ in range(8)
    ]


def test_between_reaches_both_ends_and_nothing_else() -> None:
    draws = Draws(7, "ends")

    assert {draws.between(3, 5) for _ in range(200)} == {3, 4, 5}


def test_shuffled_keeps_every_item_and_leaves_the_original_alone() -> None:
    items = list(range(50))

    shuffled = Draws(7, "shuffle").shuffled(items)

    assert sorted(shuffled) == items
    assert shuffled != items
    assert items == list(range(50))


def test_a_sample_larger_than_the_pool_is_the_pool() -> None:
    assert sorted(Draws(7, "sample").sample("abc", 9)) == ["a", "b", "c"]


def test_a_day_of_an_empty_interval_is_its_first_day() -> None:
    day = Draws(7, "days").day_between(date(2021, 5, 2), date(2021, 5, 1))

    assert day == date(2021, 5, 2)


def test_weights_are_followed_and_zero_is_never_drawn() -> None:
    spread = Weighted([("often", 9), ("seldom", 1), ("never", 0)])
    draws = Draws(7, "weights")

    drawn = [spread.draw(draws) for _ in range(2000)]

    assert "never" not in drawn
    assert 120 < drawn.count("seldom") < 280
