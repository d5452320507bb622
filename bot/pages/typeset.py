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


def typeset(template: str, data: Mapping[str, object]) -> bytes:
    """The PDF of a template beside this file, filled with `data` (JSON). The same data gives the same bytes."""
    import matplotlib as mpl
    import typst

    fonts = Path(mpl.get_data_path()) / "fonts" / "ttf"
    made = typst.compile(
        str(HERE / template),
        root=str(HERE),
        font_paths=[str(fonts)],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        timestamp=0,
    )
    assert isinstance(made, bytes)
    return made
