"""How the look draws what a style sheet may not: plain functions, SVG out.

The pages allow no inline style, so a width or a colour that comes from data is an SVG attribute (`width`, `fill`).
This module owns meters of seats, covers and brand colours. It refuses words: `label` comes translated, and is escaped
here. `look.css` gives the classes their looks; the base template carries the four `seat-*` patterns once.
"""

from collections.abc import Iterator

from markupsafe import Markup, escape

INK, WHITE, BLACK, LAMP = "#11151d", "#ffffff", "#000000", "#f5a623"
ONE_BY_ONE = 60
"""Up to so many seats are drawn as chairs, more as a bar."""


def seats(
    total: int,
    taken: int,
    held: int = 0,
    mine: int = 0,
    *,
    label: str,
    cols: int = 12,
    size: int = 10,
    field: bool = False,
) -> Markup:
    """A meter of seats: taken, yours, on hold, free, in this order; at most four short paths.

    `cols` seats a row; a seat is `size` pixels wide, or the meter fills its place when it is a `field`.
    """
    parts = (("taken", taken), ("mine", mine), ("held", held), ("free", max(0, total - taken - mine - held)))
    if total > ONE_BY_ONE:
        box, inner = 'class="seats bar" viewBox="0 0 100 8" preserveAspectRatio="none"', "".join(_bars(parts, total))
    else:
        wide, high = max(1, min(total, cols)), max(1, -(-total // cols))
        shape = ' field"' if field else f'" width="{wide * size}" height="{high * size}"'
        box, inner = f'class="seats{shape} viewBox="0 0 {wide * 12} {high * 12}"', "".join(_chairs(parts, cols))
    return Markup(f'<svg {box} role="img" aria-label="{escape(label)}">{inner}</svg>')  # noqa: S704 the label is escaped


def cover(brand: str, *, lit: int | None = 7, low: bool = False) -> Markup:
    """The hall from its last row, in the organizer's colour; one seat is lit (`lit` 5 to 11) while some are left."""
    high = 56 if low else 152
    return Markup(  # noqa: S704 numbers and checked colours only
        f'<svg class="cover{" low" if low else ""}" viewBox="0 0 900 {high}" preserveAspectRatio="xMidYMax slice" '
        f'aria-hidden="true">{hall(brand, 900, high, lit)}</svg>'
    )


def hall(brand: str, width: int, height: int, lit: int | None, step: int = 56) -> str:
    """The drawing inside a cover and on the ticket's picture; a chair is `step` wide."""
    toward, far, close = (WHITE, 0.08, 0.18) if _light(brand) < 0.03 else (BLACK, 0.14, 0.34)
    lamp = LAMP if contrast(LAMP, brand) >= 1.5 else max(INK, WHITE, key=lambda c: contrast(c, brand))
    back, front = _rows(height, step)
    chairs = range(-1, width // step + 3)
    behind = "".join(_chair(k * step - step * 0.21, back, step * 0.38) for k in chairs)
    near = "".join(_chair(k * step - step * 0.79, front, step * 0.43) for k in chairs if k != lit)
    one = _chair(lit * step - step * 0.79, front - step * 0.16, step * 0.43) if lit is not None else ""
    return (
        f'<rect width="{width}" height="{height}" fill="{brand}"/>'
        f'<path fill="{_mix(brand, toward, far)}" d="{behind}"/>'
        f'<path fill="{_mix(brand, toward, close)}" d="{near}"/>'
        f'<path fill="{lamp}" d="{one}"/>'
    )


def brand_css(brand: str) -> str:
    """A brand's style sheet: text reads 4.5:1 on every ground of both themes, whatever colour was picked."""
    dark, light = readable(brand, "#eceff3"), readable(brand, "#20252e")
    on = max(BLACK, WHITE, key=lambda c: contrast(c, brand))  # the better of the two is never below 4.58
    hover = _mix(brand, BLACK if on == WHITE else WHITE, 0.14)
    return (
        f":root {{ --brand: {brand}; --accent: light-dark({dark}, {light}); --action: {brand}; "
        f"--action-hover: {hover}; --on-action: {on}; --action-rim: var(--accent); }}"
    )


def readable(colour: str, ground: str, need: float = 4.5) -> str:
    """The nearest tint of `colour` that can be read on `ground`."""
    toward = BLACK if _light(ground) > 0.18 else WHITE
    return next(c for k in range(51) if contrast(c := _mix(colour, toward, k / 50), ground) >= need)


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast of two #rrggbb, 1 to 21."""
    low, high = sorted((_light(one), _light(other)))
    return (high + 0.05) / (low + 0.05)


def _light(colour: str) -> float:
    linear = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in (c / 255 for c in _rgb(colour)))
    return sum(weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _rgb(colour: str) -> tuple[int, ...]:
    if len(colour) != 7:
        raise ValueError(f"not #rrggbb: {colour!r}")
    return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))


def _mix(colour: str, toward: str, share: float) -> str:
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in zip(_rgb(colour), _rgb(toward), strict=True))


def _bars(parts: tuple[tuple[str, int], ...], total: int) -> Iterator[str]:
    at = 0
    for kind, count in parts[:3]:
        if count:
            yield f'<rect class="{kind}" x="{at / total * 100:.4g}" width="{count / total * 100:.4g}" height="8"/>'
        at += count


def _chairs(parts: tuple[tuple[str, int], ...], cols: int) -> Iterator[str]:
    at = 0
    for kind, count in parts:
        if count:
            yield f'<path fill="url(#seat-{kind})" d="{_cells(at, at + count, cols)}"/>'
        at += count


def _cells(start: int, end: int, cols: int) -> str:
    path = ""
    while start < end:
        row, col = divmod(start, cols)
        count = min(end - start, cols - col)
        path += f"M{col * 12} {row * 12}h{count * 12}v12h-{count * 12}z"
        start += count
    return path


def _rows(height: int, step: int) -> tuple[int, int]:
    if height < 80:
        return 22, 40
    return (height - step - 8, height - 36) if step > 50 else (40, 60)


def _chair(x: float, y: float, r: float) -> str:
    return f"M{x:.4g} {y:.4g}a{r:.4g} {r:.4g} 0 0 1 {2 * r:.4g} 0v60h-{2 * r:.4g}z"
