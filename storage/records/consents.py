"""Who agreed to what, by which words, and when; a withdrawal is a row of its own."""

from __future__ import annotations

from sqlalchemy import insert, select

from scheduler.domain.people import Consent
from storage.batch import among
from storage.known import PERSON
from storage.seal import Seal
from storage.tables import consent
from storage.work import Work

_WORDS = "consent.words"
_OF = select(consent).where(among(consent.c.person_id)).order_by(consent.c.at, consent.c.id)


class ConsentRecords:
    """The part of `scheduler.ports.People` that is about consents."""

    _work: Work
    _seal: Seal

    def add_consent(self, consent_given: Consent) -> None:
        self._work.run(
            insert(consent).values(
                person_id=consent_given.person_id,
                contact_id=consent_given.contact_id,
                kind=consent_given.kind,
                given=int(consent_given.given),
                words_sealed=self._seal.seal(_WORDS, consent_given.words),
                at=consent_given.at,
            )
        )

    def consents_of(self, person_id: int) -> list[Consent]:
        """In the order in which they were given or withdrawn."""
        return list(self._work.known.of("consents", PERSON, [person_id], self._read_consents).get(person_id, ()))

    def _read_consents(self, person_ids: list[int]) -> dict[int, list[Consent]]:
        found: dict[int, list[Consent]] = {}
        for row in self._work.run_for(_OF, person_ids):
            words = self._seal.unseal(_WORDS, row.words_sealed)
            given = Consent(row.person_id, row.contact_id, row.kind, bool(row.given), words, row.at)
            found.setdefault(row.person_id, []).append(given)
        return found
