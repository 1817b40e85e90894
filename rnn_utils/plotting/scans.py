"""A drawing of a recurrence without its loop."""

from itertools import pairwise

from rnn_utils.plotting.drawing import MEMORY, NARROW, ROWS, Drawing, whole


def scan_tree(n=8):
    r"""A linear recurrence twice: the loop, step after step, and the scan, in a few levels.

    A step is h ← a h + b. Two steps in a row are again one such step, so neighbours can be joined
    before anybody knows h. In each level every place joins what it holds with what the place 1, 2,
    4, … before it holds; a box says which steps are joined in it, and is green when all from the
    first one on are. There are :math:`\lceil \log_2 n \rceil` levels.

    Args:
        n: the number of steps, 3 to 8.

    Returns:
        Figure.

    Raises:
        ValueError: for another number of steps.

    Source: Hillis and Steele 1986, "Data parallel algorithms", doi:10.1145/7902.7903; Blelloch
    1990, "Prefix sums and their applications", CMU-CS-90-190 (recurrences as scans).

    >>> fig = scan_tree(8)
    >>> "the scan: 3 levels, 17 joins" in [text.get_text() for text in fig.axes[0].texts]
    True
    """
    n = whole("n", n, 3, 8, "Draw a short sequence.")
    levels = (n - 1).bit_length()
    joins = sum(n - 2**level for level in range(levels))
    pitch = min(1.0, 5.64 / n)
    wide, tall = pitch - 0.2, 0.36
    heights = [0.28]
    for level in range(levels):
        heights.append(heights[-1] + 0.78 + 0.12 * level)
    loop = heights[-1] + 1.08
    green = ROWS["output"]
    d = Drawing(0.16 + pitch * n, loop + 0.66)
    xs = [0.08 + pitch * (k + 0.5) for k in range(n)]
    d.text(0.1, loop + 0.46, f"the loop: {n - 1} steps, one after the other", ha="left")
    d.text(0.1, loop - 0.56, f"the scan: {levels} levels, {joins} joins", ha="left")
    d.note(0.1, heights[-1], "green: $h_t$ is known", ha="left")
    for k, x in enumerate(xs):
        if k:
            d.arrow((xs[k - 1] + wide / 2, loop), (x - wide / 2, loop), color=MEMORY, width=2.0)
        d.box(x, loop, wide, tall, f"$h_{k + 1}$", green)
        d.box(x, heights[0], wide, tall, str(k + 1), ROWS["input"] if k else green)
    for level, (low, high) in enumerate(pairwise(heights)):
        shift = 2**level
        for k, x in enumerate(xs):
            if k >= shift:
                first = max(k - 2 * shift + 2, 1)
                d.arrow((x, low + tall / 2), (x, high - tall / 2))
                start = (xs[k - shift], low + tall / 2)
                d.arrow(start, (x - 0.12, high - tall / 2), color=MEMORY)
                look = green if first == 1 else ROWS["hidden"]
                d.box(x, high, wide, tall, f"{first}–{k + 1}", look)
            elif k + 2 * shift < n:  # is known, and needed once more
                top = high + tall / 2
                d.arrow((x, low + tall / 2), (x, top), color=green[1], head=False)
                d.dot(x, top, green[1], radius=0.06)
    return d.fig
