"""All cases, topic by topic."""

from __future__ import annotations

from tests.hostile.archive import ARCHIVE
from tests.hostile.bloat import BLOAT
from tests.hostile.case import Case
from tests.hostile.cells import CELLS
from tests.hostile.dates import DATES
from tests.hostile.entities import ENTITIES
from tests.hostile.files import FILES
from tests.hostile.folders import FOLDERS
from tests.hostile.headers import HEADERS
from tests.hostile.names import NAMES
from tests.hostile.programs import PROGRAMS
from tests.hostile.sheet_xml import SHEET_XML
from tests.hostile.shown import SHOWN
from tests.hostile.slips import SLIPS
from tests.hostile.tables import SHEETS
from tests.hostile.texts import TEXTS

TOPICS = (
    FILES, FOLDERS, ARCHIVE, ENTITIES, SHEET_XML, CELLS, HEADERS, NAMES, DATES, SHEETS, TEXTS, SLIPS, SHOWN, PROGRAMS,
    BLOAT,
)  # fmt: skip
CASES: tuple[Case, ...] = tuple(case for topic in TOPICS for case in topic.cases)
