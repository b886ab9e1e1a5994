"""Why the key of a cycle cannot be used, in words for whoever waits for it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from berakhlak.errors import ServiceUnavailable


class KeyUnusable(ServiceUnavailable):
    """Answers of the cycle can neither be opened nor kept here until an operator has acted.

    `detail` names the file and the remedy.
    """


class KeyMissing(KeyUnusable):
    """The key file is not there, cannot be read, or is cut short."""

    message = _(
        "Kunci siklus ini tidak ada di server ini. Jawaban yang sudah tersimpan tidak berubah, "
        "tetapi tidak dapat dibuka, dan jawaban baru tidak diterima sampai kuncinya kembali. "
        "Hubungi pengelola sistem."
    )


class KeyAbsent(KeyMissing):
    """No file of the key is there, where others may be; one that cannot be read is not absent."""


class KeyUnreachable(KeyMissing):
    """The store of keys does not answer, or does not let this host in; nothing says it is gone."""


class KeyWiped(KeyMissing):
    """Destroying the key was cut short between its two steps; only a wiped file is left."""


class KeyForeign(KeyUnusable):
    """Another key lies in the place of the cycle's own."""

    message = _(
        "Kunci di server ini bukan kunci siklus ini. Jawaban yang sudah tersimpan tidak berubah, "
        "tetapi tidak dapat dibuka, dan jawaban baru tidak diterima sampai kunci yang benar "
        "kembali. Hubungi pengelola sistem."
    )


class KeyUnproven(KeyUnusable):
    """The cycle was opened before fingerprints were kept, and its key has not been proven yet."""

    message = _(
        "Kunci siklus ini belum dipastikan. Jawaban yang sudah tersimpan tidak berubah, tetapi "
        "jawaban baru belum diterima. Hubungi pengelola sistem."
    )


class KeyNotMade(ServiceUnavailable):
    """The key folder takes no new file; `detail` says why."""

    message = _(
        "Kunci siklus tidak dapat dibuat di server ini, sehingga siklus belum dibuka. "
        "Hubungi pengelola sistem."
    )
