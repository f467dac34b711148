"""A print's number as a QR code (forms.md §19: "QR = print id only"): a telephone reads it, the audit says the rest.

Versions 2 and 3, correction M, letters, digits and "-" (ISO/IEC 18004): up to 61 characters. It says the number of the
print and nothing else: not the person, not the association.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

_CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_DATA = {2: 28, 3: 44}  # codewords, by version
_CORRECTION = {2: 16, 3: 26}
_MASKS: tuple[Callable[[int, int], bool], ...] = (
    lambda row, column: (row + column) % 2 == 0,
    lambda row, _column: row % 2 == 0,
    lambda _row, column: column % 3 == 0,
    lambda row, column: (row + column) % 3 == 0,
    lambda row, column: (row // 2 + column // 3) % 2 == 0,
    lambda row, column: row * column % 2 + row * column % 3 == 0,
    lambda row, column: (row * column % 2 + row * column % 3) % 2 == 0,
    lambda row, column: ((row + column) % 2 + row * column % 3) % 2 == 0,
)

Grid = list[list[bool]]


@lru_cache(maxsize=256)
def squares(said: str) -> tuple[tuple[bool, ...], ...]:
    """The dark squares, row by row; none for a text that does not fit or has other characters."""
    version = next((one for one, words in _DATA.items() if _bits_of(said) <= words * 8), 0)
    if not said or not version or not set(said) <= set(_CHARACTERS):
        return ()
    words = _data(said, _DATA[version])
    stream = [
        bool(word >> place & 1) for word in (*words, *_correction(words, _CORRECTION[version])) for place in _BYTE
    ]
    made = (_drawn(version, stream, mask) for mask in range(8))
    return tuple(tuple(row) for row in min(made, key=_penalty))


_BYTE = range(7, -1, -1)


def _bits_of(said: str) -> int:
    return 4 + 9 + len(said) // 2 * 11 + len(said) % 2 * 6


def _data(said: str, words: int) -> list[int]:
    """The codewords: mode, length, pairs of characters, filling."""
    bits = f"{2:04b}{len(said):09b}"
    for place in range(0, len(said), 2):
        pair = [_CHARACTERS.index(one) for one in said[place : place + 2]]
        bits += f"{pair[0] * 45 + pair[1]:011b}" if len(pair) == 2 else f"{pair[0]:06b}"
    bits += "0" * min(4, words * 8 - len(bits))
    bits += "0" * (-len(bits) % 8)
    found = [int(bits[place : place + 8], 2) for place in range(0, len(bits), 8)]
    return found + [(0xEC, 0x11)[place % 2] for place in range(words - len(found))]


def _times(one: int, other: int) -> int:
    """The product in the field of 256 of the standard (0x11D)."""
    product = 0
    while other:
        if other & 1:
            product ^= one
        one = one << 1 ^ (0x11D if one & 0x80 else 0)
        other >>= 1
    return product


def _correction(words: Sequence[int], count: int) -> list[int]:
    """The Reed-Solomon codewords: what is left of the data divided by the generator."""
    generator, root = [1], 1
    for _one in range(count):
        generator = [a ^ _times(b, root) for a, b in zip([*generator, 0], [0, *generator], strict=True)]
        root = _times(root, 2)
    left = [*words, *[0] * count]
    for place in range(len(words)):
        factor = left[place]
        for step, one in enumerate(generator):
            left[place + step] ^= _times(one, factor)
    return left[-count:]


def _drawn(version: int, stream: Sequence[bool], mask: int) -> Grid:
    size = 17 + 4 * version
    dark = [[False] * size for _row in range(size)]
    taken = [[False] * size for _row in range(size)]
    for row, column, is_dark in (*_marks(version, size), *_format(mask, size)):
        dark[row][column], taken[row][column] = is_dark, True
    bits = iter(stream)
    for row, column in _path(size):
        if not taken[row][column]:
            dark[row][column] = next(bits, False) ^ _MASKS[mask](row, column)
    return dark


def _marks(version: int, size: int) -> Iterator[tuple[int, int, bool]]:
    """The three corners, the small mark, and the two dotted lines that give the pace."""
    for place in range(size):
        yield 6, place, place % 2 == 0
        yield place, 6, place % 2 == 0
    for top, left in ((0, 0), (0, size - 7), (size - 7, 0)):
        for row in range(max(0, top - 1), min(size, top + 8)):
            for column in range(max(0, left - 1), min(size, left + 8)):
                far = max(abs(row - top - 3), abs(column - left - 3))
                yield row, column, far in (0, 1, 3)
    middle = 4 * version + 10
    for row in range(middle - 2, middle + 3):
        for column in range(middle - 2, middle + 3):
            yield row, column, max(abs(row - middle), abs(column - middle)) != 1


def _format(mask: int, size: int) -> Iterator[tuple[int, int, bool]]:
    """Which correction (M) and which mask, twice, with a correction of their own."""
    rest = mask << 10
    for place in range(4, -1, -1):
        if rest >> place + 10 & 1:
            rest ^= 0x537 << place
    bits = (mask << 10 | rest) ^ 0x5412
    first = [(8, c) for c in (0, 1, 2, 3, 4, 5, 7, 8)] + [(r, 8) for r in (7, 5, 4, 3, 2, 1, 0)]
    second = [(size - 1 - r, 8) for r in range(7)] + [(8, size - 8 + c) for c in range(8)]
    for places in (first, second):
        for order, (row, column) in enumerate(places):
            yield row, column, bool(bits >> 14 - order & 1)
    yield size - 8, 8, True


def _path(size: int) -> Iterator[tuple[int, int]]:
    """Two columns at a time from the right, up, down, up…; the line of pace is stepped over."""
    upwards = True
    for right in (*range(size - 1, 6, -2), 5, 3, 1):
        for row in range(size - 1, -1, -1) if upwards else range(size):
            yield row, right
            yield row, right - 1
        upwards = not upwards


def _penalty(dark: Grid) -> int:
    """How hard it is to read: long runs, blocks, what looks like a corner, too dark or too light."""
    lost = 0
    size = len(dark)
    for line in (*dark, *(list(column) for column in zip(*dark, strict=True))):
        run = 1
        for place in range(1, size + 1):
            if place < size and line[place] == line[place - 1]:
                run += 1
                continue
            lost += run - 2 if run >= 5 else 0
            run = 1
        text = "".join("1" if one else "0" for one in line)
        lost += 40 * sum(text[place : place + 11] in ("10111010000", "00001011101") for place in range(size - 10))
    for row in range(size - 1):
        for column in range(size - 1):
            lost += 3 * (len({*dark[row][column : column + 2], *dark[row + 1][column : column + 2]}) == 1)
    share = sum(map(sum, dark)) * 100 / size**2
    return lost + 10 * int(abs(share - 50) // 5)
