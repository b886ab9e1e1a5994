"""/unduhan: who took which files, for HR and for those who look after them."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import lazy_gettext as _

from berakhlak.accounts.session import signed_in
from berakhlak.downloads.models import DownloadKind
from berakhlak.downloads.queries import downloads_page_of
from berakhlak.extensions import db
from berakhlak.permissions import Action
from berakhlak.web.addresses import page_number
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page

blueprint = Blueprint("downloads", __name__)
KINDS = {
    DownloadKind.PROFILE: _("Profil seorang pegawai"),
    DownloadKind.PROFILES: _("Ekspor profil"),
    DownloadKind.TEAM: _("Profil tim sendiri"),
    DownloadKind.RESULTS: _("Laporan hasil (PDF)"),
    DownloadKind.RESULTS_WORKBOOK: _("Hasil dalam tabel (XLSX)"),
    DownloadKind.REPORTS: _("Ekspor laporan"),
    DownloadKind.SLIPS: _("Slip kode masuk"),
    DownloadKind.PERSON_TABLE: _("Tabel hasil pegawai dengan NIP"),
    DownloadKind.E_KINERJA: _("Umpan balik dan rating untuk e-Kinerja"),
    DownloadKind.SUMMARY: _("Ringkasan pimpinan"),
    DownloadKind.AUDIT_LOG: _("Riwayat aktivitas"),
    DownloadKind.LATE_RATERS: _("Daftar penilai yang belum selesai"),
    DownloadKind.NAMING: _("Daftar usulan rekan penilai"),
    DownloadKind.IDP: _("IDP semua pegawai"),
}


@blueprint.get("/unduhan")
@requires(Action.READ_DOWNLOADS)
def downloads_page() -> tuple[str, int]:
    """The record of the agency, newest first."""
    number = page_number()
    found = downloads_page_of(db.session(), signed_in().agency_id, number)
    return render_page("downloads/downloads.html", found=found, kinds=KINDS)
