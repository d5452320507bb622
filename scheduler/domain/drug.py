"""A drug's facts as values: thresholds, label limits, score lines, leaflet rules. The numbers are data in `scheduler/drugs`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal


class DrugDataError(ValueError):
    """A drug's data file that cannot be used; the text names the place and what is wanted there."""


@dataclass(frozen=True, slots=True)
class Basis:
    """Where a rule comes from, in words, and how it is known: "seen" in that source or "general" knowledge."""

    source: str
    mark: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One number with its basis. The unit is in its name."""

    value: Decimal
    basis: Basis


@dataclass(frozen=True, slots=True)
class Flag:
    """A circumstance that the review was not made for, and how much it weighs ("INFO", "WARN", "BLOCK")."""

    name: str
    level: str
    basis: Basis


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """Into how many equal pieces a strength is made to be broken; `market` None is everywhere not named otherwise."""

    strength_mg: Decimal
    pieces: int
    market: str | None
    basis: Basis


@dataclass(frozen=True, slots=True)
class MissedDoseRule:
    """What one leaflet says about a forgotten dose, in minutes; None where it gives no figure."""

    before_next_min: int | None
    after_due_min: int | None
    wait_min: int | None
    basis: Basis


@dataclass(frozen=True, slots=True)
class Published:
    """How long one source says that coming off takes, in days; `high_days` None: at least. `where` is its code in texts."""

    where: str
    low_days: int
    high_days: int | None
    basis: Basis


@dataclass(frozen=True, slots=True)
class Drug:
    """Everything that is known about a drug. `status` is the mark of the whole file ("draft" until a clinician signs)."""

    name: str
    names: tuple[str, ...]
    status: str
    thresholds: Mapping[str, Fact]
    basis: Mapping[str, Basis]
    label_max: Mapping[str, Fact]
    markets: Mapping[str, str]
    flags: Mapping[str, Flag]
    score_lines: tuple[ScoreLine, ...]
    missed_dose: Mapping[str, MissedDoseRule] = field(default_factory=dict)
    published: tuple[Published, ...] = ()

    def limit(self, name: str) -> Fact:
        """The threshold of that name. Raises DrugDataError if the file has none."""
        try:
            return self.thresholds[name]
        except KeyError:
            raise DrugDataError(f"thresholds.{name}: missing") from None

    def is_for(self, medication: str) -> bool:
        """Whether a medicine as written in a plan is this drug."""
        words = medication.casefold().replace("-", " ").replace("®", " ").split()
        return any(word.strip(".,;()") in self.names for word in words)

    def market(self, written: str | None) -> str | None:
        """The market as the data names it, whatever the spelling."""
        if written is None:
            return None
        name = written.strip().upper()
        return self.markets.get(name, name)

    def flag(self, written: str) -> Flag | None:
        """What is known about a circumstance, whatever the spelling."""
        return self.flags.get(_plain(written))

    def score_line(self, strength_mg: Decimal, market: str | None) -> ScoreLine | None:
        """How a strength is made to be broken in a market; None where nothing is known."""
        known = [line for line in self.score_lines if line.strength_mg == strength_mg]
        here = [line for line in known if line.market is not None and line.market == self.market(market)]
        return next(iter([*here, *(line for line in known if line.market is None)]), None)


def drug_from(data: Mapping[str, object]) -> Drug:
    """Build a drug from its data file (decimals as Decimal). Raises DrugDataError naming the place."""
    sources = {key: _text(value, f"sources.{key}") for key, value in _table(data.get("sources"), "sources").items()}
    facts = _Facts(sources)
    flags: dict[str, Flag] = {}
    for name, entry in _table(data.get("flags"), "flags").items():
        place = f"flags.{name}"
        table = _table(entry, place)
        flag = Flag(name, _text(table.get("level"), f"{place}.level"), facts.basis(table, place))
        for spelling in [name, *_list(table.get("also", []), f"{place}.also")]:
            flags[_plain(_text(spelling, place))] = flag
    return Drug(
        name=_text(data.get("name"), "name"),
        names=tuple(_text(name, "names").casefold() for name in _list(data.get("names"), "names")),
        status=_text(data.get("status"), "status"),
        thresholds=facts.facts(data, "thresholds"),
        basis={
            name: facts.basis(_table(entry, f"basis.{name}"), f"basis.{name}")
            for name, entry in _table(data.get("basis"), "basis").items()
        },
        label_max=facts.facts(data, "label_max"),
        markets={key: _text(to, f"markets.{key}") for key, to in _table(data.get("markets"), "markets").items()},
        flags=flags,
        score_lines=tuple(
            facts.score_line(_table(entry, f"tablets[{number}]"), f"tablets[{number}]")
            for number, entry in enumerate(_list(data.get("tablets"), "tablets"), start=1)
        ),
        missed_dose={
            name: facts.missed_dose(_table(entry, f"missed_dose.{name}"), f"missed_dose.{name}")
            for name, entry in _table(data.get("missed_dose", {}), "missed_dose").items()
        },
        published=tuple(
            facts.published(_table(entry, f"published[{number}]"), f"published[{number}]")
            for number, entry in enumerate(_list(data.get("published", []), "published"), start=1)
        ),
    )


@dataclass(frozen=True, slots=True)
class _Facts:
    """Reads entries that carry a source and a mark."""

    sources: Mapping[str, str]

    def facts(self, data: Mapping[str, object], name: str) -> dict[str, Fact]:
        found = {}
        for key, entry in _table(data.get(name), name).items():
            place = f"{name}.{key}"
            table = _table(entry, place)
            found[key] = Fact(_number(table.get("value"), f"{place}.value"), self.basis(table, place))
        return found

    def basis(self, table: Mapping[str, object], place: str) -> Basis:
        keys = [_text(key, f"{place}.source") for key in _list(table.get("source"), f"{place}.source")]
        unknown = [key for key in keys if key not in self.sources]
        if unknown or not keys:
            raise DrugDataError(f"{place}.source: keys of [sources], not {', '.join(unknown) or 'nothing'}")
        mark = _text(table.get("mark"), f"{place}.mark")
        if mark not in {"seen", "general"}:
            raise DrugDataError(f'{place}.mark: "seen" or "general", not "{mark}"')
        return Basis("; ".join(self.sources[key] for key in keys), mark)

    def score_line(self, table: Mapping[str, object], place: str) -> ScoreLine:
        market = table.get("market")
        return ScoreLine(
            strength_mg=_number(table.get("strength_mg"), f"{place}.strength_mg"),
            pieces=int(_number(table.get("pieces"), f"{place}.pieces")),
            market=None if market is None else _text(market, f"{place}.market"),
            basis=self.basis(table, place),
        )

    def published(self, table: Mapping[str, object], place: str) -> Published:
        high = table.get("high_days")
        return Published(
            where=_text(table.get("where"), f"{place}.where"),
            low_days=int(_number(table.get("low_days"), f"{place}.low_days")),
            high_days=None if high is None else int(_number(high, f"{place}.high_days")),
            basis=self.basis(table, place),
        )

    def missed_dose(self, table: Mapping[str, object], place: str) -> MissedDoseRule:
        def minutes(name: str) -> int | None:
            value = table.get(name)
            return None if value is None else int(_number(value, f"{place}.{name}"))

        return MissedDoseRule(
            minutes("before_next_min"), minutes("after_due_min"), minutes("wait_min"), self.basis(table, place)
        )


def _plain(written: str) -> str:
    return "".join(letter for letter in written.casefold() if letter.isalnum())


def _table(value: object, place: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise DrugDataError(f"{place}: a table is wanted")
    return value


def _list(value: object, place: str) -> list[object]:
    if not isinstance(value, list):
        raise DrugDataError(f"{place}: a list is wanted")
    return value


def _text(value: object, place: str) -> str:
    if not isinstance(value, str) or not value:
        raise DrugDataError(f"{place}: text is wanted")
    return value


def _number(value: object, place: str) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)) or not Decimal(value).is_finite():
        raise DrugDataError(f"{place}: a number is wanted, read as an exact decimal")
    return Decimal(value)
