"""Who agreed to what, by which words, and when; a withdrawal is a row of its own."""

from __future__ import annotations

from sqlalchemy import bindparam, insert, select

from scheduler.domain.people import Consent
from storage.seal import Seal
from storage.tables import consent
from storage.work import Work

_WORDS = "consent.words"
_OF = select(consent).where(consent.c.person_id == bindparam("person_id")).order_by(consent.c.at, consent.c.id)


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
        rows = self._work.run(_OF, person_id=person_id)
        return [
            Consent(
                row.person_id,
                row.contact_id,
                row.kind,
                bool(row.given),
                self._seal.unseal(_WORDS, row.words_sealed),
                row.at,
            )
            for row in rows
        ]
