"""What has to be said about a request: what is asked before it can be a plan, and what was seen and is not in the plan.

Every element of a request is read, known to be without weight for the doses, said, or asked about. Nothing is passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.texts.words import say

Node = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Remark:
    """`code` has its words under `fhir-<code>`; `about`: one of the codes of what to ask, None for what is only said."""

    code: str
    place: str
    about: str | None = None
    slots: Mapping[str, str] = field(default_factory=dict)

    def say(self) -> str:
        """In words, with the place."""
        return say(f"fhir-{self.code}", place=self.place, **self.slots)


@dataclass(slots=True)
class Remarks:
    """The remarks about one request, in the order in which they came up."""

    found: list[Remark] = field(default_factory=list)

    def ask(self, code: str, place: str, about: str, /, **slots: object) -> None:
        """Something keeps this from being a plan."""
        self._add(Remark(code, place, about, {name: shorten(str(value)) for name, value in slots.items()}))

    def note(self, code: str, place: str, /, **slots: object) -> None:
        """Something was seen that the plan does not hold."""
        self._add(Remark(code, place, None, {name: shorten(str(value)) for name, value in slots.items()}))

    def _add(self, remark: Remark) -> None:
        if remark not in self.found:
            self.found.append(remark)

    @property
    def asked(self) -> list[Remark]:
        return [remark for remark in self.found if remark.about is not None]

    @property
    def noted(self) -> list[Remark]:
        return [remark for remark in self.found if remark.about is None]


def shorten(text: str, most: int = 160) -> str:
    """Printable, on one line, cut short: what a stranger wrote, made harmless to show."""
    plain = "".join(letter if letter.isprintable() else " " for letter in " ".join(text.split()))
    return plain if len(plain) <= most else f"{plain[: most - 1]}…"


def account(
    node: Node,
    place: str,
    remarks: Remarks,
    *,
    read: Iterable[str],
    without_weight: Iterable[str] = (),
    said: Iterable[str] = (),
) -> None:
    """Look at every name in a node: what is in none of the three lists is asked about by its place."""
    read, said, without = frozenset(read), frozenset(said), frozenset(without_weight)
    for name, value in node.items():
        where = f"{place}.{name}" if place else name
        if name in {"modifierExtension", "implicitRules"}:
            remarks.ask("modifier", where, "contradiction")
        elif name == "extension":
            urls = [str(each.get("url", "")) for each in value] if isinstance(value, list) else []
            remarks.note("extension", where, url=", ".join(urls) or "none")
        elif name.startswith("_"):
            _account_beside(node, name[1:], place, remarks, name[1:] in read | said)
        elif name in said:
            remarks.note("beside", where)
        elif name not in read and name not in without:
            remarks.ask("element", where, "contradiction")


def _account_beside(node: Node, name: str, place: str, remarks: Remarks, matters: bool) -> None:
    """What stands beside a simple value: an extension of it, or the reason why it is not there."""
    where = f"{place}.{name}" if place else name
    if matters and node.get(name) is None:
        remarks.ask("no-value", where, "contradiction")
    elif matters:
        remarks.note("extension", where, url="none")


def nodes(value: object) -> list[Node]:
    """The objects in a list, or the one object; anything else is none."""
    if isinstance(value, Mapping):
        return [value]
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


def words_of(concept: object) -> list[str]:
    """The text of a concept and what its codes are called."""
    if not isinstance(concept, Mapping):
        return []
    texts = [concept.get("text"), *(coding.get("display") for coding in nodes(concept.get("coding")))]
    return list(dict.fromkeys(text for text in texts if isinstance(text, str) and text.strip()))


def codes_of(concept: object) -> list[str]:
    """The codes of a concept, whatever their system."""
    found = nodes(concept.get("coding")) if isinstance(concept, Mapping) else []
    return [str(coding["code"]).strip() for coding in found if coding.get("code") is not None]
