"""`cycle holders …` and `cycle close --codes`: from another machine's file to a closed cycle."""

from __future__ import annotations

import json
import re

from berakhlak import clock
from berakhlak.cycles.models import CycleState
from berakhlak.key_holders.wrapping import make_code
from tests.factories.cycles import LAST_DAY, make_open_cycle
from tests.factories.holders import with_codes
from tests.key_holders.test_closing import answer_all

CODE = re.compile(r"(?:[0-9A-Z]{4}-){6}[0-9A-Z]{4}")


def test_holders_are_made_attached_tested_reissued_and_close(
    app, session, keys, tmp_path, monkeypatch
):
    monkeypatch.setattr(clock, "today_in", lambda timezone="": LAST_DAY)
    runner, typed = app.test_cli_runner(), []
    monkeypatch.setattr("berakhlak.cli.holders.ask_password", lambda _words: typed.pop(0))

    def run(*words, code=0, **options):
        done = runner.invoke(args=["cycle", *words], **options)
        assert done.exit_code == code, done.output
        return done.output

    # Made elsewhere: a file without secrets.
    shown = []

    def remembered(holders, place):
        changed, code = make_code(holders, place)
        shown.append(code)
        typed.append(code)
        return changed, code

    monkeypatch.setattr("berakhlak.cli.holders.make_code", remembered)
    file = tmp_path / "kunci.json"
    four = ["Kepala Biro SDM", "Brankas Sekda", "Ketua KORPRI:saksi", "Inspektorat:saksi"]
    asked = [word for name in four for word in ("--holder", name)]
    refused = run("holders", "make", *asked[:6], "--out", str(file), code=1)
    assert "dua saksi" in refused
    said = run("holders", "make", *asked, "--out", str(file))
    assert shown == CODE.findall(said)
    assert not any(code in file.read_text() for code in shown)

    draft = make_open_cycle(session, keys, opens=False)
    session.commit()
    cycle = str(draft.cycle.id)
    weak = json.loads(file.read_text()) | {"needed": 4}
    (tmp_path / "lemah.json").write_text(json.dumps(weak))
    (tmp_path / "lain.json").write_text("{}")
    assert "lebih banyak" in run("holders", "attach", cycle, str(tmp_path / "lemah.json"), code=1)
    assert "bukan berkas" in run("holders", "attach", cycle, str(tmp_path / "lain.json"), code=1)
    assert "Ketua KORPRI" in run("holders", "attach", cycle, str(file))
    run("open", cycle)
    session.expire_all()
    assert draft.cycle.state is CycleState.OPEN

    typed[:] = [shown[3].lower()]
    assert "kode Inspektorat" in run("holders", "test", cycle)
    typed[:] = [shown[1], shown[2], with_codes()[1][0]]
    told = run("holders", "reissue", cycle, "1", code=1)  # Typed back wrongly: it is not confirmed.
    [code] = CODE.findall(told)
    session.expire_all()
    assert not draft.cycle.holders.holders[0].is_confirmed

    answer_all(session, keys, draft)
    for lines, words in [
        ([code], "Perlu 2 kode"),
        ([code, shown[1]], "saksi"),
        ([shown[0], shown[2]], "bukan untuk siklus ini"),
    ]:
        said = run("close", cycle, "--yes", "--codes", "-", code=1, input="\n".join(lines))
        assert words in said
    run("close", cycle, "--yes", "--codes", "-", input=f"{code}\n{shown[3]}\n")
    session.expire_all()
    assert draft.cycle.state is CycleState.CLOSED
