"""Where hosts share files, what was issued goes in the transaction that deletes the results."""

from __future__ import annotations

from dataclasses import replace

from berakhlak.cycles.keyring import key_store
from berakhlak.jobs.worker import run_waiting_jobs
from berakhlak.retention import deletion_job
from berakhlak.retention.queries import is_deleted
from berakhlak.signing.issuing import document_issuer
from tests.factories.old_results import make_old_results
from tests.retention.test_deleting_results import ask, enqueued


def test_whatever_becomes_of_the_worker_afterwards_no_profile_is_left(app, session, monkeypatch):
    app.config["BERAKHLAK"] = replace(app.config["BERAKHLAK"], file_store="database")
    cache, old = document_issuer().issued_files, make_old_results(session, key_store())
    for code in (old.document.code, "BEING-ISSUED"):
        cache.keep(session(), code, b"PDF")
    ask(session, old)
    enqueued(session, old)
    deleted = old.old.agency_id, old.old.id

    def fails(_run):
        raise deletion_job.TracesLeft

    monkeypatch.setattr(deletion_job, "_clear", fails)
    run_waiting_jobs(app)

    session.rollback()
    assert is_deleted(session, *deleted)
    assert cache.shared.names("issued") == ["BEING-ISSUED.pdf"]
