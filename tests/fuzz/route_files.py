"""Route files of every form, as anyone may have made or damaged them."""

import json
from xml.sax.saxutils import escape

from hypothesis import strategies as st

from star_counter.splitting.formats.limits import LARGEST_TEXT
from star_counter.splitting.formats.toml import to_toml
from tests.routes import routes

ENDINGS = ("toml", "as64", "route", "lss", "", "txt")

ODD = "aB09 [](){}<>&\"'\\-.,:;#=%_\n\t\0\x1b\x7f\x85\u2028\u202e\u2066\ufeff\ufffe\ud800\U0001f31f"
names = st.text(st.sampled_from(ODD) | st.characters(), max_size=20) | st.text(ODD, min_size=95, max_size=130)
conditions = st.sampled_from(["immediate", "fade", "manual", "black 2", "white 1", "white 99", "black 100"])
segments = names | st.builds("{} [{}, {}]".format, names, st.integers(0, 121), conditions)
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-200, 200)
    | st.sampled_from([10**30, 10**200, 2**63, 1e308, -0.0])
    | st.floats()
    | names,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=5,
)


def keys(**strategies):
    """Tables that have some of the keys, all with values of the right kind or not."""
    wrong = {key: strategy | values for key, strategy in strategies.items()}
    return st.fixed_dictionaries({}, optional=strategies) | st.fixed_dictionaries({}, optional=wrong)


def in_order(splits):
    """The splits of AutoSplit64, by their star counts where they have such."""
    return sorted(splits, key=lambda split: count if type(count := split.get("star_count")) is int else 0)


as64_splits = st.builds(
    lambda count, split: {"star_count": count, **split},
    st.integers(0, 120),
    keys(
        title=names,
        fade_out=st.integers(-1, 4) | st.integers(-1, 100),
        fade_in=st.integers(-1, 2) | st.integers(-1, 100),
        x_cam=st.integers(-1, 1),
        split_type=st.sampled_from(["Normal", "Fade", "Mips", "Mips-X", "X-Cam", "Final", "STAR", "BOWSER"]),
    )
    | keys(star_count=st.integers(-1, 121)),
)
as64 = st.builds(
    lambda head, splits: {"__route__": True, **head, "splits": splits},
    keys(title=names, initial_star=st.just(0) | st.integers(-1, 121)),
    st.lists(as64_splits, max_size=6).map(in_order),
) | st.builds(lambda splits: {"__route__": True, "splits": splits}, values)
fades = st.sampled_from([1, 1, 1, 1, 2, 2, 3, 4, -1, -1, -2, 0, 98, 99, 100, -99])
counted = st.lists(st.tuples(st.integers(0, 20) | st.integers(-1, 121), fades), min_size=1, max_size=9)
strings = st.builds(
    lambda head, splits: {
        "Splits": ",".join(str(count) for count, _ in splits),
        "Fadeout counts": ",".join(str(fade) for _, fade in splits),
        **head,
    },
    keys(**{"Route name": names}) | keys(**{"Fadeout counts": names, "Splits": names}),
    counted | counted.map(sorted),
)
lists = st.builds(
    lambda head, splits: {
        "fadeout_splits": [count for count, _ in splits],
        "fadeout_amounts": [fade for _, fade in splits],
        **head,
    },
    keys(name=names, immediate_splits=st.lists(st.integers(-1, 121), max_size=3))
    | keys(name=names, starting_star_number=st.integers(-1, 121)),
    counted | counted.map(sorted),
)


def as_toml(document):
    """A newer file of AutoSplit64, of values that JSON and TOML write alike; with others it is no TOML."""
    splits = document["splits"] if isinstance(document["splits"], list) else []
    tables = [{key: value for key, value in document.items() if key != "splits"}]
    tables += [split for split in splits if isinstance(split, dict)]
    texts = [
        "".join(f"{key} = {json.dumps(table[key], ensure_ascii=False)}\n" for key in table)
        for table in tables
    ]
    return "".join(f"[SPLIT.s{number}]\n{text}" if number else text for number, text in enumerate(texts))


def as_lss(names, game, offset):
    """A splits file of LiveSplit."""
    inner = "".join(f"<Segment>\n<Name>{escape(name)}</Name><Icon /></Segment>" for name in names)
    head = f"<GameName>{escape(game)}</GameName><CategoryName>{escape(game)}</CategoryName>"
    return f"<Run>{head}<Offset>{offset}</Offset><Segments>{inner}</Segments></Run>"


def printable(name):
    """A name without what XML cannot hold, and more."""
    return "".join(letter for letter in name if letter.isprintable())


offsets = st.sampled_from(["", "00:00:01.3600000", "-1.02:03:04", "soon", "9" * 500])
#: The texts of files, and their endings.
sound = st.one_of(
    st.tuples(routes().map(to_toml), st.just("toml")),
    st.tuples(as64.map(json.dumps), st.just("as64")),
    st.tuples(as64.map(as_toml), st.just("as64")),
    st.tuples((strings | lists).map(json.dumps), st.just("route")),
    st.tuples(
        st.builds(as_lss, st.lists(segments.map(printable), min_size=1), names.map(printable), offsets),
        st.just("lss"),
    ),
    st.tuples(st.builds(as_lss, st.lists(segments, max_size=9), names, offsets), st.just("lss")),
)
ENCODINGS = (*["utf-8"] * 9, "utf-8-sig", "utf-16", "utf-16-be", "latin-1")
PIECES = [
    *(bytes([byte]) for byte in b"\0\n\r\"'[]{}<>,.#=9\\&\xff"),
    *(b"\xff\xfe", b"\xef\xbb\xbf", b'"""', b"'''", b"[[split]]", b"[split]", b"a.", b"\\u0000", b"\\ud800"),
    *(
        b"<a>",
        b"</a>",
        b"<!--",
        b"-->",
        b"<![CDATA[",
        b"]]>",
        b"<!DOCTYPE Run [",
        b"&amp;",
        b"&#0;",
        b"&lol;",
    ),
    *(b'<?xml version="1.0" encoding="utf-7"?>', b'"Splits":', b"nan", b"1e999", b"<Segments>", b"<Name>"),
]


def encoded(text, encoding):
    """The bytes of a text, whatever is in it."""
    return text.encode(encoding, "backslashreplace" if encoding == "latin-1" else "surrogatepass")


@st.composite
def damage(draw, data, most):
    """The bytes, damaged in one place; a part is repeated up to ``most`` times."""
    a, b = sorted(draw(st.tuples(*[st.integers(0, len(data))] * 2)))
    times = min(draw(st.integers(1, most)), LARGEST_TEXT // max(1, b - a))
    kind = draw(st.sampled_from(["cut", "end", "again", "swap", "bytes", "piece"]))
    if kind == "bytes":
        return data[:a] + draw(st.binary(max_size=4)) + data[a:]
    if kind == "piece":
        return data[:a] + draw(st.sampled_from(PIECES)) * times + data[a:]
    return {
        "cut": data[:a] + data[b:],
        "end": data[:a],
        "again": data[:a] + data[a:b] * times + data[b:],
        "swap": data[b:] + data[a:b] + data[:a],
    }[kind]


@st.composite
def files(draw, most=20):
    """The bytes of a file and its ending: sound, or damaged up to three times."""
    text, ending = draw(sound)
    data = encoded(text, draw(st.sampled_from(ENCODINGS)))
    for _ in range(draw(st.sampled_from([0, 0, 0, 1, 2, 3]))):
        data = draw(damage(data, most))
    return data, draw(st.sampled_from([*[ending] * 9, *ENDINGS]))
