"""Reading the record of downloads."""

from __future__ import annotations

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.accounts.models import Account
from berakhlak.downloads.models import Download
from berakhlak.pagination import paginate_rows

PER_PAGE = 50


def downloads_page_of(session: Session, agency_id: int, page: int) -> Pagination:
    """A page of (download, name of who took it), the newest first."""
    wanted = (
        select(Download, Account.name)
        .join(Account, Account.id == Download.account_id)
        .where(Download.agency_id == agency_id)
        .order_by(Download.at.desc(), Download.id.desc())
    )
    return paginate_rows(session, wanted, page, PER_PAGE, lambda taken, name: (taken, name))
