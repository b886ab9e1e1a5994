"""/versi: which version serves, on which schema, and when that was last upgraded.

Not public: whoever looks for a known weakness is told no version. See docs/operations.md.
"""

from __future__ import annotations

from berakhlak.accounts.session import signed_in
from berakhlak.audit.acts import Act
from berakhlak.audit.models import AuditEntry
from berakhlak.audit.queries import entries_of
from berakhlak.extensions import db
from berakhlak.inspection.health_pages import blueprint
from berakhlak.inspection.versions import read_versions
from berakhlak.permissions import Action
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page

SHOWN = 10


@blueprint.get("/versi")
@requires(Action.READ_RECORD)
def version_page() -> tuple[str, int]:
    """The version, and the last updates of the schema, newest first."""
    newest = entries_of(Act.UPGRADED_SCHEMA, signed_in().agency_id)
    updates = db.session.scalars(newest.order_by(AuditEntry.id.desc()).limit(SHOWN)).all()
    versions = read_versions(db.engine)
    return render_page("inspection/version.html", versions=versions, updates=updates)
