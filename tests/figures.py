"""What the tests of the figures measure in them, in pixels."""

import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch, Rectangle
from matplotlib.text import Text
from matplotlib.transforms import Bbox


def drawn_texts(fig):
    """Each text that is to be seen, with the rectangle it fills, in pixels."""
    fig.draw_without_rendering()
    hidden = set()
    for ax in fig.axes:
        for axis in (ax.xaxis, ax.yaxis):
            low, high = sorted(axis.get_view_interval())
            for tick in [*axis.get_major_ticks(), *axis.get_minor_ticks()]:
                if not low <= tick.get_loc() <= high:
                    hidden |= {tick.label1, tick.label2}
    found = []
    for text in fig.findobj(Text):
        if text not in hidden and text.get_visible() and text.get_text().strip():
            box = Text.get_window_extent(text)  # an annotation's own would include its arrow
            found.append((text, box))
    return found


def words(fig):
    return [text.get_text() for text, _ in drawn_texts(fig)]


def labels(fig):
    """All texts of a drawing, in the order in which they were written."""
    return [text.get_text() for text in fig.axes[0].texts]


def accented(fig):
    """The texts that are neither dark nor grey."""
    return {t.get_text() for t in fig.axes[0].texts if colourful(t.get_color())}


def colourful(color):
    return np.ptp(to_rgb(color)) > 0.2


def assert_nothing_is_covered(fig, found):
    """Each of the drawn texts lies within the figure and upon no other."""
    width, height = fig.get_size_inches() * fig.dpi
    for k, (text, box) in enumerate(found):
        assert box.x0 > -1, text
        assert box.y0 > -1, text
        assert box.x1 < width + 1, text
        assert box.y1 < height + 1, text
        for other, box2 in found[:k]:
            across = min(box.x1, box2.x1) - max(box.x0, box2.x0)
            up = min(box.y1, box2.y1) - max(box.y0, box2.y0)
            assert across < 2 or up < 4, f"{text} covers {other}"


def assert_no_line_through_text(fig, found):
    """No arrow runs through a text, and a text is either inside a box or outside of it."""
    shapes = boxes(fig) + circles(fig)
    drawn = sorted(fig.axes[0].patches, key=lambda patch: patch.get_zorder())
    order = {patch: k for k, patch in enumerate(drawn)}
    for way in arrows(fig):
        segments = [segment for segment, _ in way._path_original.iter_bezier()]
        points = np.concatenate([segment(np.linspace(0, 1, 200)) for segment in segments])
        points = fig.axes[0].transData.transform(points)
        for text, box in found:
            inside = points[
                (points[:, 0] > box.x0 + 1)
                & (points[:, 0] < box.x1 - 1)
                & (points[:, 1] > box.y0 + 2)
                & (points[:, 1] < box.y1 - 2)
            ]
            for shape in shapes if len(inside) else []:  # it may run on behind a box
                if order[shape] > order[way] and shape.get_facecolor()[3] == 1:
                    inside = inside[~shape.contains_points(inside)]
            assert not len(inside), f"an arrow runs through {text}"
    for shape in shapes:
        edge = shape.get_window_extent()
        for text, box in found:
            apart = (
                box.x1 < edge.x0 + 2
                or box.x0 > edge.x1 - 2
                or box.y1 < edge.y0 + 3
                or box.y0 > edge.y1 - 3
            )
            within = (
                box.x0 > edge.x0
                and box.x1 < edge.x1
                and box.y0 > edge.y0 - 2
                and box.y1 < edge.y1 + 2
            )
            assert apart or within, f"{text} lies across the edge of a box"


def arrows(fig):
    return [patch for patch in fig.axes[0].patches if isinstance(patch, FancyArrowPatch)]


def boxes(fig):
    """Rounded boxes and fields of a grid."""
    kinds = (FancyBboxPatch, Rectangle)
    return [patch for patch in fig.axes[0].patches if isinstance(patch, kinds)]


def circles(fig):
    """The nodes, without the dots where lines meet."""
    patches = fig.axes[0].patches
    return [p for p in patches if isinstance(p, Circle) and p.get_radius() > 0.1]


def corners(way):
    """(N, 2) the points that an arrow was drawn through, in inches."""
    return np.array(way._path_original.vertices)


def extent(shape):
    """The rectangle of a box or a node, in inches."""
    if isinstance(shape, Circle):
        (x, y), r = shape.center, shape.get_radius()
        return Bbox([[x - r, y - r], [x + r, y + r]])
    return shape.get_bbox()


def middle(shape):
    box = extent(shape)
    return np.array([(box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2])


def box_at(fig, point, reach=0.03):
    """The smallest box that has the point in it or at its edge, or None."""
    found = []
    for shape in boxes(fig) + circles(fig):
        box = extent(shape)
        x, y = point
        if box.x0 - reach <= x <= box.x1 + reach and box.y0 - reach <= y <= box.y1 + reach:
            found.append((box.width * box.height, id(shape), shape))
    return min(found)[2] if found else None


def label_at(fig, point, reach=0.03):
    """The texts in the box at a point, from top to bottom, joined by spaces."""
    shape = box_at(fig, point, reach)
    if shape is None:
        return None
    box = extent(shape)
    inside = [t for t in fig.axes[0].texts if box.contains(*t.get_position())]
    return " ".join(t.get_text() for t in sorted(inside, key=lambda t: -t.get_position()[1]))
