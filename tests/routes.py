"""Routes for tests: any that our own format can hold."""

from hypothesis import strategies as st

from star_counter.splitting.route import AT_ONCE, BY_HAND, Condition, Route, Split, is_one_line

texts = st.text(min_size=1, max_size=12).filter(is_one_line)
delays = st.floats(0, 60, allow_nan=False).map(abs)


@st.composite
def splits_of_count(draw, stars):
    """The splits of one star count: at once, and black and white screens in their order."""
    splits = [Split(draw(texts), stars, AT_ONCE, draw(delays))] if draw(st.booleans()) else []
    for colour in draw(st.permutations(["black", "white"])):
        for number in sorted(draw(st.sets(st.integers(1, 99), max_size=3))):
            splits.append(Split(draw(texts), stars, Condition(colour, number), draw(delays)))
    if draw(st.booleans()):
        splits.append(Split(draw(texts), draw(st.sampled_from([None, stars])), BY_HAND))
    return splits


@st.composite
def routes(draw):
    """Any route without a fault."""
    start = draw(st.integers(0, 120))
    counts = sorted(draw(st.sets(st.integers(start, 120), max_size=4)))
    splits = [split for stars in counts for split in draw(splits_of_count(stars))]
    return Route(draw(texts), tuple(splits or [Split(draw(texts), None, BY_HAND)]), start)
