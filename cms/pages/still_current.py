"""A QR code that leads from paper back to a version's address, as inline SVG."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby

from django.utils.html import format_html
from django.utils.safestring import SafeString
from qrcode import QRCode  # type: ignore[import-untyped]
from qrcode.constants import ERROR_CORRECT_M  # type: ignore[import-untyped]


@lru_cache(maxsize=4096)
def qr_svg(address: str, *, label: str) -> SafeString:
    """Return the address as a QR code (ISO/IEC 18004, error correction M), one path, black on white."""
    # Any mask may be read; looking for the prettiest of the eight costs more than the rest of the page.
    code = QRCode(error_correction=ERROR_CORRECT_M, border=2, mask_pattern=2)
    code.add_data(address)
    matrix = code.get_matrix()
    return format_html(
        '<svg viewBox="0 0 {0} {0}" role="img" aria-label="{1}" shape-rendering="crispEdges">'
        '<path fill="#fff" d="M0 0h{0}v{0}H0z"/><path fill="#000" d="{2}"/></svg>',
        len(matrix),
        label,
        "".join(_runs(matrix)),
    )


def _runs(matrix: list[list[bool]]) -> Iterator[str]:
    for row, cells in enumerate(matrix):
        column = 0
        for dark, run in groupby(cells):
            width = len(list(run))
            if dark:
                yield f"M{column} {row}h{width}v1h-{width}z"
            column += width
