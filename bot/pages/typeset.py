"""From data to PDF. What people wrote goes in as data and can never become markup; the fonts are the libraries' own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

HERE = Path(__file__).parent
# Countries that print on US Letter, as the CLDR's measurement data lists them; all others print on A4.
US_LETTER = frozenset({"BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"})


def paper_of(country: str | None) -> str:
    """The paper of a country (ISO 3166 alpha-2), as typst names it."""
    return "us-letter" if (country or "").upper() in US_LETTER else "a4"


# A picture of 300 pt in width is then as wide as Telegram shows a photograph at its best.
_DOTS_PER_INCH = 288.0


def typeset(template: str, data: Mapping[str, object], *, png: bool = False) -> bytes:
    """The PDF (or its only page as PNG) of a template beside this file, filled with `data` (JSON).

    The same data gives the same bytes.
    """
    import matplotlib as mpl
    import typst

    fonts = Path(mpl.get_data_path()) / "fonts" / "ttf"
    made = typst.compile(
        str(HERE / template),
        root=str(HERE),
        font_paths=[str(fonts)],
        ignore_system_fonts=True,
        format="png" if png else "pdf",
        ppi=_DOTS_PER_INCH if png else None,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        timestamp=None if png else 0,
    )
    assert isinstance(made, bytes)
    return made
