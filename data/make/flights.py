"""The grammar of the flight corpus. Run it to write its two files in ``data/`` anew."""

import hashlib
import random
import zlib
from collections import Counter

from rnn_utils.datasets.flights import DATA, SHA256, Flights, Sentence, to_conll


def template(sentence):
    """The sentence with every slot replaced by its name.

    >>> template(Sentence(("to", "New", "York"), ("O", "B-to_city", "I-to_city")))
    'to [to_city]'
    """
    parts = []
    for word, label in zip(sentence.words, sentence.labels, strict=True):
        if not label.startswith("I-"):
            parts.append(word if label == "O" else f"[{label[2:]}]")
    return " ".join(parts)


# The grammar. "<name>" is replaced by one of the lines of GRAMMAR[name], all equally likely, and
# "[slot]" by one of VALUES[KINDS[slot]]; other words stand for themselves. A time or a date takes
# its role from the last verb, so no label depends on a later word, but for the twins.

GRAMMAR = {
    "book_flight": """
        <open> <leave>
        <open> <leave>
        <open> <arrive>
        <open> <arrive>
        <open> <leave> and <arrive>
        <open> <leave> and <return>
        <open> <arrive> and <return>
        <open> <leave> <tail>
        <open> <arrive> <tail>
        <book> <ticket> <route> <tail>
        <book> <ticket> <route> and <return>
        <book> <ticket> so that I can <arrive>
        on [depart_date] <open> <leave_where>
    """,
    "find_flight": """
        <show> <flights> <route>
        <show> <flights> <route> <tail>
        <show> <flights> [from_city] to [to_city] <depart_when>
        <show> <flights> <that_leave>
        <show> <flights> <that_arrive>
        <show> <flights> on which I can <leave> and <arrive>
        which flights let me <leave>
        which flights let me <arrive>
        is there <a_flight> <route>
        is there <a_flight> <by_which_arrive>
        is there <a_flight> <by_which_leave>
    """,
    "ask_price": """
        how much is <ticket> <route>
        how much is <ticket> <route> <tail>
        how much do I have to pay to <leave>
        how much do I have to pay to <arrive>
        can I <leave> for less than [max_price]
        can I <arrive> for less than [max_price]
        what is the cheapest way to <arrive>
        what is the cheapest way to <leave>
        <show> fares <route> below [max_price]
    """,
    "ask_time": """
        when does the flight <from> <depart_when> land in [to_city]
        when does the [airline] flight to [to_city] leave [from_city] <depart_when>
        when do I have to leave [from_city] if I want to <arrive>
        how long does it take to fly from [from_city] to [to_city] with [airline]
        how long will I have to wait in [via_city] if I <leave>
        how long will I have to wait in [via_city] if I <arrive>
        does the plane that leaves [from_city] <depart_when> land in [to_city] <arrive_when>
    """,
    "flight_status": """
        is the flight arriving from [from_city] <arrive_when> late
        is the flight leaving for [to_city] <depart_when> late
        is the [airline] flight from [from_city] to [to_city] <depart_when> late
        is the [airline] flight to [to_city] from [from_city] <depart_when> late
        has the plane that left [from_city] <at_depart> landed in [to_city] yet
        will the plane arriving in [to_city] <arrive_when> be late
        will the plane leaving [from_city] <depart_when> be late
    """,
    "change_booking": """
        please change my flight <route>
        please move my departure from [from_city] to [depart_date]
        please move my arrival in [to_city] to [arrive_date]
        cancel my ticket <route> please
        <open> stop in [via_city] on the way from [from_city] to [to_city]
        can I leave [from_city] on [depart_date] instead of [depart_date]
        can I arrive in [to_city] on [arrive_date] instead of [arrive_date]
    """,
    "open": """
        I want to
        I would like to
        I need to
        we have to
        I hope to
        my sister wants to
        is it possible to
        could you help me to
        if nothing goes wrong we are going to
        we are a group of three and would like to
    """,
    "book": """
        book
        please book
        I want to buy
        can you reserve
        get me
    """,
    "show": """
        show me
        list
        please find
        are there any
        what are the
        give me all
    """,
    "flights": """
        flights
        [airline] flights
        cheap flights
        [cabin] flights
    """,
    "a_flight": """
        a flight
        an early flight
        a [cabin] seat
        a flight with [airline]
    """,
    "ticket": """
        a ticket
        a [cabin] ticket
        a ticket for [travellers]
        a [cabin] ticket for [travellers]
        a ticket with [airline]
    """,
    "from": """
        from [from_city]
        out of [from_city]
    """,
    "route": """
        from [from_city] to [to_city]
        from [from_city] to [to_city] <depart_when>
        to [to_city] from [from_city] <depart_when>
        to [to_city] <depart_when>
        out of [from_city] <depart_when>
        from [from_city] to [to_city] via [via_city]
        from [from_city] to [to_city] with a stop in [via_city]
        from [from_city] via [via_city] to [to_city] <depart_when>
        from [from_city] to [to_city] leaving <depart_when>
        from [from_city] to [to_city] arriving <arrive_when>
        from [from_city] so that we can <arrive>
        to [to_city] so that we can <leave>
    """,
    "that_leave": """
        that let me <leave>
        on which I can <leave>
        leaving [from_city] <depart_when>
        leaving for [to_city] <depart_when>
    """,
    "by_which_leave": """
        on which I can <leave>
        leaving [from_city] <depart_when>
        leaving for [to_city] <depart_when>
    """,
    "by_which_arrive": """
        on which I can <arrive>
        arriving in [to_city] <arrive_when>
        arriving from [from_city] <arrive_when>
    """,
    "that_arrive": """
        that let me <arrive>
        on which I can <arrive>
        arriving in [to_city] <arrive_when>
        arriving from [from_city] <arrive_when>
    """,
    "leave": """
        <leave_where>
        <leave_where> <depart_when>
        <leave_where> <depart_when>
        <leave_where> <aside> <depart_when>
        leave <depart_when> from [from_city]
        leave <depart_when> for [to_city]
    """,
    "leave_where": """
        leave [from_city]
        leave [from_city]
        leave <aside> from [from_city]
        leave for [to_city]
        leave <aside> for [to_city]
        depart from [from_city]
        depart <aside> from [from_city]
        leave [from_city] for [to_city]
        take off from [from_city]
    """,
    "arrive": """
        <arrive_where>
        <arrive_where> <arrive_when>
        <arrive_where> <arrive_when>
        <arrive_where> <aside> <arrive_when>
        arrive <arrive_when> in [to_city]
        arrive <arrive_when> from [from_city]
    """,
    "arrive_where": """
        arrive in [to_city]
        arrive in [to_city]
        arrive <aside> in [to_city]
        arrive from [from_city]
        arrive <aside> from [from_city]
        land in [to_city]
        land <aside> in [to_city]
        arrive in [to_city] from [from_city]
        reach [to_city]
    """,
    "depart_when": """
        on [depart_date]
        on [depart_date]
        <at_depart>
        on [depart_date] <at_depart>
    """,
    "at_depart": """
        at [depart_time]
        before [depart_time]
        after [depart_time]
    """,
    "arrive_when": """
        on [arrive_date]
        on [arrive_date]
        <at_arrive>
        on [arrive_date] <at_arrive>
    """,
    "at_arrive": """
        at [arrive_time]
        before [arrive_time]
        after [arrive_time]
    """,
    "return": """
        return on [return_date]
        come back on [return_date]
        be home again before [return_date]
        fly back <aside> before [return_date]
        fly back <aside> on [return_date]
    """,
    "aside": """
        if possible
        with two children
        without any hurry
        with my wife and three bags
        as cheaply as I can
        together with a friend of mine
        rested and in a good mood
        with as little luggage as possible
        well before the wedding of my brother
        with all of the things that I need for work
    """,
    "twin_open": """
        I must
        we must
        I have to
        we have to
        my sister has to
        if possible I want to
        if nothing goes wrong I have to
        we are a group of three and have to
        for the wedding of my brother I have to
    """,
    "twin_show": """
        show me the
        list the
        please list the
        please show me the
        what are the
        give me all
        can you list the
        can you give me all
        could you please show me all
    """,
    "tail": """
        please
        with [airline]
        in [cabin]
        for [travellers]
        for less than [max_price]
        with [airline] in [cabin]
    """,
}
TWINS = {  # the two endings decide what the city was
    "book_flight": (
        "<twin_open> be in [*_city]",
        ("by [arrive_date]", "to_city"),
        ("until [depart_date]", "from_city"),
    ),
    "flight_status": (
        "<twin_show> [*_city]",
        ("arrivals on [arrive_date]", "to_city"),
        ("departures on [depart_date]", "from_city"),
    ),
}

KINDS = {
    "from_city": "city",
    "to_city": "city",
    "via_city": "city",
    "depart_date": "date",
    "arrive_date": "date",
    "return_date": "date",
    "depart_time": "time",
    "arrive_time": "time",
    "airline": "airline",
    "cabin": "cabin",
    "travellers": "travellers",
    "max_price": "price",
}
CITIES = """
    Taipei, Tokyo, Seoul, Osaka, Singapore, Hong Kong, Kuala Lumpur, New Delhi, Cairo, Nairobi,
    Cape Town, Lisbon, Madrid, Paris, London, Berlin, Vienna, Oslo, Boston, Denver, Chicago,
    Seattle, New York, New Orleans, San Francisco, San Diego, San Antonio, Lima, Mexico City,
    Rio de Janeiro
"""
MONTHS = "January February March April May June July August September October November December"
DAYS_OF_A_MONTH = "1st 2nd 3rd 12th 24th"
HOURS, HALVES = "six seven eight nine ten", "two three six nine"
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
VALUES = {
    "city": [" ".join(name.split()) for name in CITIES.split(",")],
    "date": [
        *(f"{month} {day}" for month in MONTHS.split() for day in DAYS_OF_A_MONTH.split()),
        *(f"the {day} of {month}" for month in MONTHS.split() for day in ("2nd", "15th")),
        *(2 * DAYS.split()),
    ],
    "time": [
        *("noon", "midnight", "breakfast", "sunrise"),
        *(f"{hour} {half}" for hour in HOURS.split() for half in ("am", "pm")),
        *(f"half past {hour}" for hour in HALVES.split()),
    ],
    "airline": ["Polar Air", "Air Meridian", "Blue Pacific", "Harbour Airways", "Lotus"],
    "cabin": ["coach", "premium economy", "business class", "first class"],
    "travellers": ["two", "three", "four", "two adults", "three adults", "one person"],
    "price": ["two hundred dollars", "nine hundred dollars", "six hundred euros", "300 euros"],
}
CHOICES = {
    name: [line.split() for line in lines.strip().splitlines()] for name, lines in GRAMMAR.items()
}
INTENTS = ("book_flight", "find_flight", "ask_price", "ask_time", "flight_status", "change_booking")
PAIR = (
    ("I would like to arrive in [to_city] on [arrive_date]", "Taipei", "November 2nd"),
    ("I would like to leave [from_city] on [depart_date]", "Taipei", "November 2nd"),
)
N_TRAIN, N_TEST = 4000, 1000
TWINS_OF_EACH = 0.005  # of the sentences of a part, pairs
MAX_WORDS = 30  # in a sentence
MAX_FILLINGS = 10  # of a template in a part


def generate(n_train=N_TRAIN, n_test=N_TEST, seed=1):
    """Make the corpus from the grammar; the same seed gives the same corpus, everywhere.

    Returns:
        Flights. The first two test sentences are the pair of the book, "I would like to arrive in
        Taipei on November 2nd" and "I would like to leave Taipei on November 2nd".
    """
    rng = random.Random(seed)
    pair = [_fill(rng, words.split(), "book_flight", given) for words, *given in PAIR]
    parts = {"test": dict.fromkeys(pair), "train": {}}
    reserved = {template(sentence) for sentence in pair}
    for part, size in (("test", n_test), ("train", n_train)):
        for intent, twins in TWINS.items():
            goal = len(parts[part]) + 2 * round(TWINS_OF_EACH * size)
            while len(parts[part]) < goal:
                both = _twins(rng, intent, *twins)
                if _part_of(template(both[0])) == part:
                    parts[part] |= dict.fromkeys(both)
    sizes, fillings = {"train": n_train, "test": n_test}, Counter()
    while any(len(parts[part]) < size for part, size in sizes.items()):
        intent = _pick(rng, INTENTS)
        sentence = _fill(rng, _expand(rng, f"<{intent}>"), intent)
        name = template(sentence)
        part = "test" if name in reserved else _part_of(name)
        full = len(parts[part]) == sizes[part] or fillings[name] == MAX_FILLINGS
        if not full and _makes_sense(sentence) and sentence not in parts[part]:
            parts[part][sentence] = None
            fillings[name] += 1
    test = [*pair, *_shuffled(rng, [s for s in parts["test"] if s not in pair])]
    return Flights(tuple(_shuffled(rng, list(parts["train"]))), tuple(test))


def _part_of(name):
    """Every template belongs to one part; a fifth of them to the test."""
    return "train" if zlib.crc32(name.encode()) % 5 else "test"


def _makes_sense(sentence):
    """Not too long, and no flight with two origins or two destinations."""
    cities = [label for label in sentence.labels if label in ("B-from_city", "B-to_city")]
    return len(sentence.words) <= MAX_WORDS and len(cities) == len(set(cities))


def _pick(rng, values):
    return values[int(rng.random() * len(values))]  # random() is the same in every Python


def _shuffled(rng, values):
    return [value for _, value in sorted((rng.random(), k, v)[::2] for k, v in enumerate(values))]


def _expand(rng, symbol):
    """Replace <names> until only words and [slots] are left."""
    if not symbol.startswith("<"):
        return [symbol]
    return [part for s in _pick(rng, CHOICES[symbol[1:-1]]) for part in _expand(rng, s)]


def _fill(rng, parts, intent, given=()):
    """Put values into the slots, no value twice in a sentence."""
    given, used, words, labels = list(given), set(), [], []
    for part in parts:
        if not part.startswith("["):
            words.append(part)
            labels.append("O")
            continue
        slot = part[1:-1]
        value = given.pop(0) if given else _pick(rng, VALUES[KINDS[slot]])
        while value in used:
            value = _pick(rng, VALUES[KINDS[slot]])
        used.add(value)
        for k, word in enumerate(value.split()):
            words.append(word)
            labels.append(f"{'I' if k else 'B'}-{slot}")
    return Sentence(tuple(words), tuple(labels), intent)


def _twins(rng, intent, start, *endings):
    """Two sentences alike but for the ending, which decides what the city was."""
    start = [part for s in start.split() for part in _expand(rng, s)]
    given = [_pick(rng, VALUES["city"]), _pick(rng, VALUES["date"])]
    both = []
    for ending, slot in endings:
        parts = [f"[{slot}]" if part == "[*_city]" else part for part in start]
        both.append(_fill(rng, [*parts, *ending.split()], intent, given))
    return both


if __name__ == "__main__":
    corpus = generate()
    for name, sentences in zip(SHA256, (corpus.train, corpus.test), strict=True):
        text = to_conll(sentences).encode()
        (DATA / name).write_bytes(text)
        print(hashlib.sha256(text).hexdigest(), name)
