"""What the drawings of the book are made of: boxes, arrows and short texts, measured in inches."""

from numbers import Integral

from rnn_utils.plotting.style import MUTED, TEXT, text_width

from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch, Rectangle
from matplotlib.path import Path

NARROW = 5.8  # inches; on a phone, 360 pixels wide, a text of 10.5 points keeps 9 pixels
ROWS = {  # fill, edge
    "input": ("#E3F1FA", "#0072B2"),
    "hidden": ("#FDE9DC", "#D55E00"),
    "output": ("#DFF3EC", "#00785A"),
}
PLAIN = ("white", MUTED)
MEMORY = "#B24E00"
QUIET = "#BBBBBB"
MASK = "#8A3A78"  # what dropout does


class Drawing:
    """A figure without axes to be seen, and what is drawn into it, measured in inches."""

    def __init__(self, width, height):
        self.fig = Figure(figsize=(width, height), layout="none")
        self.ax = self.fig.add_axes([0, 0, 1, 1])
        self.ax.set(xlim=(0, width), ylim=(0, height))
        self.ax.set_axis_off()

    def text(self, x, y, label, *, ha="center", color=TEXT, fontsize=11, **options):
        self.ax.text(x, y, label, ha=ha, va="center", color=color, fontsize=fontsize, **options)

    def note(self, x, y, label, *, ha="center", color=MUTED, **options):
        """A small text beside a line, such as a shape."""
        self.text(x, y, label, ha=ha, color=color, fontsize=10.5, **options)

    def box(self, x, y, width, height, label, look, value="", *, dashed=False, weight=1.4, size=11):
        """A rounded box around (x, y), with one line of text or two."""
        self.ax.add_patch(
            FancyBboxPatch(
                (x - width / 2, y - height / 2),
                width,
                height,
                boxstyle="round,pad=0,rounding_size=0.08",
                facecolor=look[0],
                edgecolor=look[1],
                linewidth=weight,
                linestyle="--" if dashed else "-",
            )
        )
        if value:
            self.text(x, y + 0.13, label, fontsize=size)
            self.text(x, y - 0.13, value, fontsize=10.5, parse_math=False)
        elif label:
            self.text(x, y, label, fontsize=size, color=look[1] if size == 10 else TEXT)

    def field(self, x, y, width, height, look, *, hatch=None, weight=1.2, zorder=1):
        """A field of a grid around (x, y), with sharp corners."""
        self.ax.add_patch(
            Rectangle(
                (x - width / 2, y - height / 2),
                width,
                height,
                facecolor=look[0],
                edgecolor=look[1],
                linewidth=weight,
                hatch=hatch,
                zorder=zorder,
            )
        )

    def arrow(self, *points, color=MUTED, width=1.6, head=True, dashed=False, size=12, zorder=1):
        """A line through the points, with sharp turns."""
        self._path(Path(points), color, width, head, dashed, size, zorder)

    def curve(self, points, *, color=MEMORY, width=2.0, dashed=False):
        """An arrow along one Bézier curve."""
        path = Path(points, [Path.MOVETO, *[Path.CURVE4] * 3])
        self._path(path, color, width, True, dashed, 12, 1)

    def _path(self, path, color, width, head, dashed, size, zorder):
        self.ax.add_patch(
            FancyArrowPatch(
                path=path,
                arrowstyle="-|>" if head else "-",
                mutation_scale=size,
                color=color,
                fill=head,
                linewidth=width,
                linestyle="--" if dashed else "-",
                joinstyle="miter",
                capstyle="butt",
                zorder=zorder,
            )
        )

    def node(self, x, y, sign, color):
        """A small circle that multiplies or adds."""
        self.ax.add_patch(Circle((x, y), 0.17, facecolor="white", edgecolor=color, linewidth=1.6))
        self.text(x, y, sign, color=color, fontsize=15, zorder=5)

    def dot(self, x, y, color, radius=0.045):
        """Where one line becomes two."""
        self.ax.add_patch(Circle((x, y), radius, facecolor=color, edgecolor="none", zorder=3))


def inches(label, size=10.5):
    """The width of a label that is no formula."""
    return text_width(label, size) / 72


def must_fit(label, width, mend, size=10.5):
    """An error if a label is wider than its place, in inches; ``mend`` says what to do."""
    if text_width(label, size) > width * 72 - 3:
        raise ValueError(
            f"Labels must fit their places. Received {label!r}, which is too long. {mend}"
        )


def whole(name, value, low, high, mend):
    """The value as an int, or an error if it is no whole number from low to high."""
    if isinstance(value, bool) or not isinstance(value, Integral) or not low <= value <= high:
        raise ValueError(
            f"{name} must be a whole number from {low} to {high}. Received {value!r}. {mend}"
        )
    return int(value)


def yes_or_no(name, value):
    """An error if the value is neither True nor False."""
    if not isinstance(value, bool):
        raise TypeError(f"{name} must be True or False. Received {value!r}.")
