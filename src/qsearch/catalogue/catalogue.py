"""The catalogue: one door to the stored plans, their items, originals and corrections."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import URL

from qsearch.catalogue import correcting, lookups, storing
from qsearch.catalogue.checking import check
from qsearch.catalogue.database import Database, our_errors
from qsearch.catalogue.migrating import migrate
from qsearch.catalogue.originals import Original, Originals
from qsearch.catalogue.preparing import prepare
from qsearch.catalogue.records import ChangedPlans, Correction, Stored
from qsearch.plan import Label, Plan, PlanRef, Status, StoredItem
from qsearch.results import Finding

__all__ = ["Catalogue", "open_catalogue"]


def open_catalogue(folder: Path, *, url: str | None = None, patience: float = 10.0) -> Catalogue:
    """Open the catalogue of a home, making or upgrading it where needed.

    Plans stand in `folder/catalogue.sqlite`, or in the database that the SQLAlchemy `url`
    names; originals in `folder/originals/`. `patience` is how many seconds to wait for
    another program's write lock. Raises CatalogueError where the database is damaged,
    locked, out of reach or written by a newer version.
    """
    path = folder / "catalogue.sqlite"
    where = str(path) if url is None else "at the configured URL"
    with our_errors(where):
        (folder / "originals").mkdir(parents=True, exist_ok=True)
    database = Database(url or URL.create("sqlite", database=str(path)), where=where, patience=patience)
    try:
        migrate(database, where=where)
    except BaseException:
        database.close()
        raise
    return Catalogue(database, Originals(folder / "originals"))


class Catalogue:
    """Keep plans, and answer with records; the index and the models follow it.

    Every change is one transaction, so a kill leaves each plan whole or absent. Several
    programs may have one home open. Methods may be called from several threads.
    """

    def __init__(self, database: Database, originals: Originals) -> None:
        self._database = database
        self._originals = originals

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    # --- plans ------------------------------------------------------------------------

    def put_plan(
        self, plan: Plan, *, institution: str, status: Status, original: bytes | None, file_name: str
    ) -> Stored:
        """Store a plan under its identity: institution, year, title and status.

        `institution` is a key that stays while names change. Equal content is `unchanged`
        whatever file it came from (the file is noted beside the first); other content
        replaces all items, and corrections stay with the ids that live on. `original` is
        the file's bytes, None where there is nothing to keep. Raises InputError for a
        plan without title or agency, and for a partial export that would replace a fuller
        plan.
        """
        prepared = prepare(plan, institution=institution, status=status, file_name=file_name)
        with self._database.writing() as connection:
            outcome = storing.outcome_of(connection, prepared)
            before = lookups.originals_of(connection, prepared.id)
            # On the disk before the row that names it; a kill between leaves an orphan, which is harmless.
            kept = self._originals.keep(original, file_name) if original is not None else None
            storing.write_plan(connection, prepared, outcome, kept)
            left = storing.unreferenced(connection, before)
        self._drop(left)
        return Stored(prepared.id, outcome, prepared.item_ids)

    def remove_plan(self, plan_id: str) -> None:
        """Remove a plan, its items and its originals; its corrections wait for its return.

        Raises NotFound.
        """
        with self._database.writing() as connection:
            before = lookups.originals_of(connection, plan_id)
            if not storing.delete_plan(connection, plan_id):
                raise lookups.no_such_plan(plan_id)
            left = storing.unreferenced(connection, before)
        self._drop(left)

    def plans(self, *, status: Status | None = None) -> tuple[tuple[PlanRef, int], ...]:
        """List plans (all, or of one status) with their numbers of items, by agency, year and title."""
        with self._database.reading() as connection:
            return lookups.list_plans(connection, status)

    def plan_ref(self, plan_id: str) -> PlanRef:
        """Return a plan's name card; raise NotFound."""
        with self._database.reading() as connection:
            return lookups.find_ref(connection, plan_id)

    def plan(self, plan_id: str) -> Plan:
        """Return a whole plan, with ids on it and its items; raise NotFound."""
        with self._database.reading() as connection:
            return lookups.find_plan(connection, plan_id)

    def institution(self, plan_id: str) -> str:
        """Return the institution key a plan was stored under; raise NotFound."""
        with self._database.reading() as connection:
            return lookups.find_institution(connection, plan_id)

    def find_by_stem(self, stem: str) -> tuple[str, ...]:
        """Return the ids of plans read from a file named STEM.*: published first, then latest."""
        with self._database.reading() as connection:
            return lookups.plans_of_stem(connection, storing.stem_of(f"{stem}.any"))

    def original(self, plan_id: str) -> Path | None:
        """Return the kept file of a plan, None where none was kept or it is lost; raise NotFound."""
        with self._database.reading() as connection:
            lookups.find_ref(connection, plan_id)
            paths = map(self._originals.path, lookups.originals_of(connection, plan_id))
            return next(filter(Path.is_file, paths), None)

    # --- items ------------------------------------------------------------------------

    def item(self, item_id: str) -> StoredItem:
        """Return one item with its plan; raise NotFound."""
        found = self.items((item_id,))
        if not found:
            raise lookups.no_such_item(item_id)
        return found[0]

    def items(self, ids: Sequence[str]) -> list[StoredItem]:
        """Return items in the order asked; an id that names none is left out."""
        with self._database.reading() as connection:
            return lookups.find_items(connection, ids)

    def iter_items(
        self, *, status: Status | None = "published", plan_ids: Sequence[str] | None = None
    ) -> Iterator[StoredItem]:
        """Yield items plan by plan, in order of position, out of one state of the catalogue.

        Plans come in the order of `plans`, or of `plan_ids`, of which those that name no
        plan of this status are passed over; a `status` of None takes every plan. Holds few
        items in memory, however many there are.
        """
        with self._database.reading() as connection:
            yield from lookups.walk_items(connection, status, plan_ids)

    # --- what followers need ------------------------------------------------------------

    @property
    def revision(self) -> int:
        """The number of the latest committed change; 0 where there was none."""
        with self._database.reading() as connection:
            return lookups.current_revision(connection)

    def changes_since(self, revision: int) -> ChangedPlans:
        """Return what changed after a revision; 0 stands for a follower that has seen nothing."""
        with self._database.reading() as connection:
            return lookups.changes_since(connection, revision)

    # --- corrections --------------------------------------------------------------------

    def record_correction(self, item_id: str, *, given: Label, suggested: Label | None, by: str) -> Correction:
        """Note the canonical label a person gave an item beside the one suggested; raise NotFound."""
        with self._database.writing() as connection:
            return correcting.record_correction(connection, item_id, given=given, suggested=suggested, by=by)

    def corrections(self, *, item_ids: Sequence[str] | None = None) -> tuple[Correction, ...]:
        """Return corrections, oldest first: all, or those of some items; also of items now gone."""
        with self._database.reading() as connection:
            return correcting.list_corrections(connection, item_ids)

    # --- upkeep -------------------------------------------------------------------------

    def check(self, fix: bool = False) -> tuple[Finding, ...]:
        """Look for damage, missing or stray files; with `fix`, drop what nothing names."""
        return check(self._database, self._originals, fix=fix)

    def _drop(self, left: Sequence[Original]) -> None:
        # After the commit, or a kill between would lose a file that is still named; under the
        # lock and asked again, or another program could be about to name it.
        if left:
            with self._database.writing() as connection:
                for original in storing.unreferenced(connection, left):
                    self._originals.drop(original)
