"""The archive's side of a rebuild, in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from rasad.search.documents import Document


class RecordsInMemory:
    """Records by id, with something that changes them at chosen readings."""

    def __init__(self, docs: Iterable[Document]) -> None:
        self.rows = {doc.id: doc for doc in docs}
        self.enqueued: list[str] = []
        self.readings = 0
        self.at_reading: dict[int, Callable[[], None]] = {}

    def revisions(self) -> dict[str, int]:
        """Id and revision of every record."""
        self.readings += 1
        self.at_reading.get(self.readings, lambda: None)()
        return {one: doc.revision for one, doc in self.rows.items()}

    def docs(self, ids: Iterable[str]) -> Iterator[Document]:
        """The documents of these records."""
        return iter([self.rows[one] for one in ids if one in self.rows])

    def enqueue(self, ids: Iterable[str]) -> None:
        """What is left to the consumer."""
        self.enqueued += ids
