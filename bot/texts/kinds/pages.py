"""What somebody takes along: a question for the prescriber, and pages."""

from __future__ import annotations

from bot.texts.kinds.kind import Kind

PAGES = {
    "question-noted": Kind(("quote",)),
    "question-list": Kind(("quote", "steps")),
    "question-how": Kind(),
    "question-dropped": Kind(segments=1),
    "letter": Kind(),
    "sheet": Kind(),
    "calendar": Kind(),
    "page-no-room": Kind(),
}
