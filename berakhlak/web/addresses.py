"""Parts of addresses."""

from __future__ import annotations

from werkzeug.routing import IntegerConverter, Map

from berakhlak.extensions import LARGEST_ID


class RowNumber(IntegerConverter):
    """`<row:cycle_id>`: the number of a row. Larger ones, which databases refuse, lead nowhere."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=LARGEST_ID)
