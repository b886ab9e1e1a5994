"""Check published results of BerAKHLAK 360 without its program, its server or its word.

Written from docs/format-keterbukaan.md; needs Python 3.11 and nothing else:

    python3 -I -S berakhlak_verify.py bundle angka.jsonl keterbukaan.json
    python3 -I -S berakhlak_verify.py profile PROFIL.pdf keterbukaan.json

Speaks Indonesian, with --english English. Exits with 0 when everything agrees, 1 when something
does not, 2 when it could not check.
"""

import hashlib
import json
import math
import re
import sys
import zlib
from functools import lru_cache
from itertools import product

FORMAT = "berakhlak-keterbukaan/4"
FORMATS = (*(f"berakhlak-keterbukaan/{n}" for n in (1, 2, 3)), FORMAT)
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
HALF = 0.005 + 1e-9  # Half of the last printed digit.
SLACK = 2 * HALF
TIGHT = 0.05
TOO_MANY = 300_000
NUMBERS = ("n", "mean", "sd", "low", "high")
SPOKEN = {"english": False}


def said(indonesian, english):
    """The sentence in the language that was asked for."""
    return english if SPOKEN["english"] else indonesian


def not_shown():
    """What a clean report leaves open."""
    return said(
        "Yang TIDAK diperiksa: apakah jawaban dihitung dengan benar saat penutupan; apakah setiap"
        " formulir ikut dihitung; rata-rata unit dan siklus (berkas angka tidak menyebut siapa di"
        " unit mana); angka yang disesuaikan, galat, keandalan, dan putusan; bagian sertifikat"
        " tentang kaki tangan; komentar; nama instansi, nama siklus, tanggal, dan audit terakhir"
        " (tidak diikat kode keaslian); tanda tangan elektronik (diperiksa pembaca PDF); apakah"
        " kertas pembandingnya yang pertama.",
        "NOT checked: whether answers were counted rightly at closing; whether every form was"
        " counted; means of units and of the cycle (the bundle does not say who sits where);"
        " adjusted figures, errors, reliability and verdicts; what accomplices learn according to"
        " the certificate; comments; names of agency and cycle, days and the last audit (the"
        " code does not stand for them); the electronic signature (PDF readers check it); whether"
        " the paper you compare with is the first one.",
    )


def tell(*words):
    """A line of the report."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")


class Unusable(Exception):
    """A file cannot be read as what it should be."""


class Report:
    """Collects what agrees and what does not."""

    def __init__(self):
        self.faults = []

    def fault(self, words):
        """Note something that does not agree."""
        self.faults.append(words)

    def check(self, holds, agreed, fault):
        """Tell one thing that agrees, or note what does not."""
        if holds:
            tell(said("COCOK ", "OK    "), agreed)
        else:
            self.fault(fault)

    def end(self):
        """Tell every fault; the exit code."""
        bad = said("CACAT ", "FAULT ")
        for words in self.faults[:50]:
            tell(bad, words)
        if len(self.faults) > 50:
            more = len(self.faults) - 50
            tell(bad, said(f"… dan {more} cacat lain", f"… and {more} more"))
        tell(not_shown())
        if self.faults:
            tell(said("HASIL: ADA YANG TIDAK COCOK", "RESULT: SOMETHING DOES NOT AGREE"))
        else:
            tell(said("HASIL: COCOK", "RESULT: ALL AGREES"))
        return 1 if self.faults else 0


# Hashes


def digest(*parts):
    """SHA-256 of bytes put together."""
    return hashlib.sha256(b"".join(parts)).digest()


def tree(leaves):
    """Root of RFC 6962, section 2.1, by its recursive definition."""
    if not leaves:
        return digest(b"")
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return digest(b"\x01", tree(leaves[:split]), tree(leaves[split:]))


def signs(root):
    """The first 120 bits in 24 signs."""
    bits = int.from_bytes(root[:15], "big")
    text = "".join(ALPHABET[bits >> 115 - 5 * i & 31] for i in range(24))
    return "-".join(text[i : i + 4] for i in range(0, 24, 4))


def canonical(data):
    """JSON as it is hashed."""
    return json.dumps(data, sort_keys=True, separators=(",", ":")).encode()


# Files


def read_file(path):
    """The transparency file."""
    try:
        with open(path, encoding="utf-8") as file:
            data = json.load(file)
    except (OSError, ValueError) as error:
        raise Unusable(f"{path}: {error}") from None
    if not isinstance(data, dict) or data.get("format") not in FORMATS:
        words = said("bukan berkas berformat", "not a file of the format")
        raise Unusable(f"{path}: {words} {FORMAT}")
    return data


def read_bundle(path):
    """Lines of the bundle: kind, owner, salt, payload (text)."""
    lines = []
    try:
        with open(path, encoding="utf-8") as file:
            for text in file:
                line = json.loads(text)
                owner, salt = bytes.fromhex(line["owner"]), bytes.fromhex(line["salt"])
                lines.append((line["kind"], owner, salt, line["payload"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        row = said("baris", "line")
        raise Unusable(f"{path}, {row} {len(lines) + 1}: {error}") from None
    return lines


def leaf(kind, owner, salt, payload):
    """Leaf hash of a line."""
    return digest(b"\x00", salt, kind.encode(), b"\x00", owner, payload.encode())


# Figures


def weights_of(rules):
    """Weights by group, the officer's own left out; since format 3 the policy names its groups."""
    policy = rules["policy"]
    if "groups" not in policy:
        return policy["weights"]
    return {g["code"]: g["weight"] for g in policy["groups"] if g["relation"] != "self"}


def minimums_of(rules):
    """Least numbers of raters by group."""
    policy = rules["policy"]
    if "groups" not in policy:
        return policy["min_n"] | {"self": 1}
    return {g["code"]: g["minimum"] for g in policy["groups"]} | {"self": 1}


def behaviour_minimums_of(rules):
    """Least numbers of raters of a single behaviour; since format 4 citizens may need more."""
    least, tickets = minimums_of(rules), rules["policy"].get("behaviour_tickets", 0)
    return least | {g: max(least[g], tickets) for g in least if g == "citizen"}


def is_shown(cell):
    """Whether a cell prints a mean, whatever it calls itself."""
    return cell["status"] == "shown" or cell.get("mean") is not None


def check_cells(report, officer, where, rules):
    """Minimum sizes, and no number in a withheld cell."""
    least, single = minimums_of(rules), behaviour_minimums_of(rules)
    for value in officer["values"]:
        for row in (value, *value["behaviours"]):
            for group, cell in row["cells"].items():
                wrong = wrong_cell(cell, (least if row is value else single)[group])
                if wrong:
                    report.fault(f"{where} {row['code']} {group}: {wrong}")
    for group, n in officer["responses"].items():
        if n and n < least[group]:
            report.fault(
                said(
                    f"{where}, formulir {group}: {n}, di bawah batas minimum",
                    f"{where}, forms of {group}: {n}, below the minimum",
                )
            )


def wrong_cell(cell, least):
    """What a cell tells that it must not; None when all is well."""
    if is_shown(cell):
        few = said("penilai, di bawah batas minimum", "raters, below the minimum")
        return f"{cell['n']} {few}" if (cell["n"] or 0) < least else None
    told = any(cell.get(name) is not None for name in NUMBERS)
    return said("ada angka di sel yang ditahan", "a number in a withheld cell") if told else None


def composite(row, shifts, weights, steps):
    """Weighted mean of shown cells without the habits of groups, and its slack; None without."""
    cells = row["cells"]
    used = [g for g in weights if g in cells and is_shown(cells[g]) and weights[g] > 0]
    if not used:
        return None
    whole = sum(weights[g] for g in used)
    total = sum(weights[g] * (cells[g]["mean"] - shifts.get(g, 0.0)) for g in used)
    return min(max(total / whole, 1.0), float(steps))


def agrees(figure, made, slack):
    """Whether a printed figure is the one that was made again; both may be missing."""
    if figure is None or made is None:
        return figure is None and made is None
    return abs(figure - made) <= slack


def mean(numbers):
    """Mean of what is there, None of nothing."""
    found = [x for x in numbers if x is not None]
    return sum(found) / len(found) if found else None


def check_composites(report, officer, where, rules, shifts):
    """Every composite is made of cells that are printed."""
    weights, steps = weights_of(rules), rules["steps"]
    for value in officer["values"]:
        for row in (value, *value["behaviours"]):
            made = composite(row, shifts.get(row["code"], {}), weights, steps)
            if not agrees(row["others"], made, SLACK):
                what = said("bukan dari sel yang tampil", "is not made of shown cells")
                report.fault(f"{where} {row['code']}: {row['others']} {what}")
        shown = sum(c["n"] or 0 for g, c in value["cells"].items() if g in weights and is_shown(c))
        if value["n_raters"] != shown:
            report.fault(
                said(
                    f"{where} {value['code']}: {value['n_raters']} penilai, tampil {shown}",
                    f"{where} {value['code']}: counts {value['n_raters']} raters, shows {shown}",
                )
            )
        both = value["self_mean"] is not None and value["others"] is not None
        gap = value["self_mean"] - value["others"] if both else None
        if not agrees(value["gap"], gap, SLACK):
            what = said("selisihnya bukan dari angka tercetak", "the gap is not of printed figures")
            report.fault(f"{where} {value['code']}: {what}")
    made = mean(value["others"] for value in officer["values"])
    if not agrees(officer["overall_others"], made, SLACK):
        what = said(
            "angka keseluruhan bukan rata-rata angka tercetak",
            "the overall figure is no mean of printed ones",
        )
        report.fault(f"{where}: {what}")


# Withheld cells: every way in which raters may have answered


def sums(figure, parts):
    """Whole sums that print as this mean."""
    return math.ceil((figure - HALF) * parts), math.floor((figure + HALF) * parts)


def fillings(subsets, raters, needs, most):
    """Ways to spread raters over sets of behaviours: `needs` exact, or None for 1..`most`."""
    if not subsets:
        if raters == 0 and all(n in (None, 0) for n in needs):
            yield ()
        return
    first, rest = subsets[0], subsets[1:]
    room = [needs[i] if needs[i] is not None else most[i] for i in first]
    for count in range(min(raters, *room) + 1):
        left, free = list(needs), list(most)
        for i in first:
            if left[i] is not None:
                left[i] -= count
            free[i] -= count
        if any(left[i] and not any(i in s for s in rest) for i in range(len(left))):
            continue
        for others in fillings(rest, raters - count, tuple(left), tuple(free)):
            yield (count, *others)


@lru_cache(maxsize=1 << 16)
def reach(pattern, steps, unit):
    """What answers of a behaviour can add: {sum: bits of weighted totals}; pattern by set size."""
    table = {0: 1}
    for size, raters in enumerate(pattern, 1):
        grown = {}
        for total, bits in table.items():
            for part in range(raters, steps * raters + 1):
                key = total + part
                grown[key] = grown.get(key, 0) | bits << (unit // size * part)
        table = grown
    return table


def together(first, second):
    """Bits of all sums of a member of each."""
    found, place = 0, 0
    while second:
        if second & 1:
            found |= first << place
        second, place = second >> 1, place + 1
    return found


@lru_cache(maxsize=1 << 16)
def solve(raters, total, shown, hidden, most, steps):
    """(lowest mean, highest mean, numbers of raters) of a withheld behaviour; None when open.

    All arguments are what is printed: raters and sum of the value in parts of a step, (n, sum) of
    each shown behaviour, how many are hidden and by how many raters at most each was answered.
    """
    window = sum(1 << t for t in range(total[0], total[1] + 1))
    low, high, counts = math.inf, -math.inf, set()
    for rest, last in ways(raters, shown, hidden, most, steps):
        n, unit = sum(last), math.lcm(*range(1, len(last) + 1))
        for answer, bits in reach(last, steps, unit).items():
            inside = low <= answer / n <= high and n in counts
            if not inside and together(rest, bits) & window:
                low, high = min(low, answer / n), max(high, answer / n)
                counts.add(n)
        if high - low >= TIGHT and len(counts) >= min(most, 2):
            return None
    return low, high, tuple(sorted(counts))


def ways(raters, shown, hidden, most, steps):
    """Each way of answering: bits of what all behaviours but the last add up to, and by how many
    raters of each number of answers the last was answered."""
    size = len(shown) + hidden
    flags = [each for each in product((1, 0), repeat=size) if any(each)]
    subsets = tuple(tuple(i for i in range(size) if each[i]) for each in flags)
    needs = tuple(n for n, _ in shown) + (None,) * hidden
    free = tuple(n for n, _ in shown) + (most,) * hidden
    for tried, chosen in enumerate(fillings(subsets, raters, needs, free)):
        if tried > TOO_MANY:
            raise OverflowError
        patterns = [[0] * size for _ in range(size)]
        for subset, count in zip(subsets, chosen, strict=True):
            for i in subset:
                patterns[i][len(subset) - 1] += count
        if all(sum(pattern) for pattern in patterns[len(shown) :]):
            yield added(patterns[:-1], shown, steps), tuple(patterns[-1])


def added(patterns, shown, steps):
    """Bits of the weighted totals of behaviours, those shown with their printed sums."""
    unit, rest = math.lcm(*range(1, len(patterns) + 2)), 1
    for place, pattern in enumerate(patterns):
        ends = shown[place][1] if place < len(shown) else (0, steps * sum(pattern))
        bits = 0
        for answer, part in reach(tuple(pattern), steps, unit).items():
            bits |= part if ends[0] <= answer <= ends[1] else 0
        rest = together(rest, bits)
    return rest


def check_withheld(report, officer, where, rules):
    """Whether a withheld behaviour follows from what is printed beside it; how many were tried."""
    tried = large = 0
    for value in officer["values"]:
        for group, least in behaviour_minimums_of(rules).items():
            if group == "self":
                continue
            cell = value["cells"].get(group)
            rows = [row["cells"][group] for row in value["behaviours"] if group in row["cells"]]
            hidden = [c for c in rows if c["status"] == "withheld" and not is_shown(c)]
            if cell is None or not is_shown(cell) or not hidden:
                continue
            seen = [c for c in rows if is_shown(c)]
            parts = math.lcm(*range(1, len(seen) + len(hidden) + 1))
            shown = tuple(sorted((c["n"], sums(c["mean"], c["n"])) for c in seen))
            tried += len(hidden)
            try:
                found = solve(
                    cell["n"],
                    sums(cell["mean"], cell["n"] * parts),
                    shown,
                    len(hidden),
                    least - 1,
                    rules["steps"],
                )
            except OverflowError:
                large += 1
                continue
            if found is not None:
                report.fault(f"{where} {value['code']} {group}: {follows(found)}")
    return tried, large


def follows(found):
    """What was found out about a withheld behaviour."""
    if not found[2]:
        return said("angka tercetak saling bertentangan", "printed figures contradict each other")
    rest = f"{found[0]:.2f}..{found[1]:.2f}, n {found[2]}"
    return said(f"sel yang ditahan dapat dihitung: {rest}", f"a withheld cell follows: {rest}")


# Commands


def check_counts(report, whole, officers, rules):
    """Sheets of the cycle less those told of officers settle no withheld number."""
    for group in weights_of(rules):
        told = [officer["responses"].get(group, 0) for officer in officers]
        hidden = told.count(None)
        rest = whole["n_sheets"].get(group, 0) - sum(n for n in told if n)
        most = minimums_of(rules)[group] - 1
        if rest and (not hidden <= rest <= most * hidden or hidden == 1):
            report.fault(
                said(
                    f"siklus, formulir {group}: sisa {rest} untuk {hidden} jumlah yang ditahan",
                    f"cycle, forms of {group}: {rest} left for {hidden} withheld numbers",
                )
            )
        elif rest and rest in (hidden, most * hidden):
            report.fault(
                said(
                    f"siklus, formulir {group}: sisanya menentukan setiap jumlah yang ditahan",
                    f"cycle, forms of {group}: the rest settles every withheld number",
                )
            )


def check_units(report, units, rules):
    """Units tell nothing below their minimum of officers."""
    least = rules["policy"]["min_officers_per_unit"]
    for number, unit in enumerate(units, 1):
        for row in [*unit["values"], *(unit.get("subtree") or {}).get("values", [])]:
            told = [row.get(name) for name in ("n_officers", "mean", "sd", "effect")]
            few = row["status"] == "shown" and (row["n_officers"] or 0) < least
            if few or (row["status"] != "shown" and any(x is not None for x in told)):
                what = said(f"kurang dari {least} pegawai", f"below {least} officers")
                report.fault(f"unit {number} {row['code']}: {what}")


def command_bundle(bundle, file):
    """Every figure against the root, then the figures against each other."""
    report, data, lines = Report(), read_file(file), read_bundle(bundle)
    check_root(report, data, lines)
    rules = data["rules"]
    own = [line for line in lines if line[0] == "cycle"]
    report.check(
        len(own) == 1 and own[0][1] == digest(canonical(rules)),
        said(
            "aturan, kebijakan, dan kuesioner sama dengan yang dikunci",
            "rules, policy and questionnaire are those that were fixed",
        ),
        said(
            "aturan, kebijakan, atau kuesioner berbeda dari yang dikunci saat penutupan",
            "rules, policy or questionnaire differ from those fixed at closing",
        ),
    )
    parsed = {
        kind: [json.loads(p) for k, _, _, p in lines if k == kind]
        for kind in ("cycle", "officer", "unit")
    }
    if len(parsed["cycle"]) != 1:
        return report.end()
    whole, officers = parsed["cycle"][0], parsed["officer"]
    check_stated(report, data, whole, officers)
    check_before_opening(report, data, whole)
    check_certificate(report, data, whole, officers, rules)
    check_figures(report, whole, officers, parsed["unit"], rules)
    return report.end()


def check_root(report, data, lines):
    """The root of the file against the one that these results make."""
    root, fixed = tree(sorted(leaf(*line) for line in lines)), data["root"]
    made, stated = signs(root), signs(bytes.fromhex(fixed))
    report.check(
        fixed == root.hex(),
        said(
            f"{len(lines)} hasil menghasilkan kode keaslian {made}",
            f"{len(lines)} results make the authenticity code {made}",
        ),
        said(
            f"hasil telah diubah sesudah penutupan: kodenya kini {made}, padahal berkas"
            f" keterbukaan menyebut {stated}",
            f"results were changed after closing: their code is now {made}, but the transparency"
            f" file says {stated}",
        ),
    )
    check_signs(report, data["root_signs"], stated)


def check_signs(report, written, stated):
    """Whether the file says the same root in both ways."""
    report.check(
        written == stated,
        said(f"bandingkan dengan kertas: {stated}", f"compare with the paper: {stated}"),
        said(
            f"berkas keterbukaan menyebut dua kode: {written} dan {stated}",
            f"the transparency file says two codes: {written} and {stated}",
        ),
    )


def check_stated(report, data, whole, officers):
    """Numbers of the transparency file against those of the results."""
    report.check(
        whole["n_officers"] == len(officers),
        said(f"{len(officers)} pegawai", f"{len(officers)} officers"),
        said(
            f"siklus menyebut {whole['n_officers']} pegawai, hasilnya {len(officers)}",
            f"the cycle names {whole['n_officers']} officers, there are {len(officers)} results",
        ),
    )
    stated = {
        "officers": whole["n_officers"],
        "sheets": whole["n_sheets"],
        "invited": whole["n_invited"],
    }
    report.check(
        data["counts"] == stated,
        said("jumlah formulir dan undangan sama", "numbers of forms and invitations agree"),
        said(
            "jumlah formulir atau undangan di berkas keterbukaan berbeda dari hasil",
            "numbers of forms or invitations in the transparency file differ from the results",
        ),
    )


def check_before_opening(report, data, whole):
    """What the file tells of the days before opening, where closing fixed it."""
    fixed = whole.get("before_opening")
    if fixed or data["format"] != FORMATS[0]:
        report.check(
            bool(fixed) and data.get("before_opening") == fixed,
            said(
                "keterangan sebelum dibuka adalah yang ditetapkan saat penutupan",
                "what is told of the days before opening is what closing fixed",
            ),
            said(
                "keterangan sebelum dibuka berbeda dari yang ditetapkan saat penutupan",
                "what is told of the days before opening differs from what closing fixed",
            ),
        )
    else:
        tell(
            said(
                "TIDAK  keterangan sebelum dibuka tidak diikat kode keaslian (format 1)",
                "NOT    the code does not stand for the days before opening (format 1)",
            )
        )


def check_certificate(report, data, whole, officers, rules):
    """The certificate of the file, and its outsider made again from printed means."""
    stated = whole.get("certificate")
    same = data.get("certificate") == stated
    if same and stated:
        least, steps = minimums_of(rules), rules["steps"]
        cells = [
            cell
            for officer in officers
            for value in officer["values"]
            for row in value["behaviours"]
            for group, cell in row["cells"].items()
            if group != "self" and least[group] > 1 and is_shown(cell)
        ]
        found = [(c["n"], sums(c["mean"], c["n"])) for c in cells]
        sure = sum(low == high and low in (n, steps * n) for n, (low, high) in found)
        most = sum(low <= n or high >= steps * n for n, (low, high) in found)
        told, n = stated["now"], len(cells)
        slack = max(0.001, 5 / n) / 2 + 1e-4 if n else 0
        share = told["learned"]["0"]["certain"]
        same = told["figures"] == n > 0 and sure / n - slack <= share <= most / n + slack
    report.check(
        same,
        said(
            "sertifikat perlindungan sesuai dengan angka tercetak bagi pembaca luar",
            "the certificate agrees with printed figures for an outsider",
        ),
        said(
            "sertifikat perlindungan tidak sesuai dengan hasil",
            "the certificate does not agree with the results",
        ),
    )


def check_figures(report, whole, officers, units, rules):
    """Everything that figures can say about each other."""
    shifts = (whole.get("constants") or {}).get("shifts") or {}
    before, tried, large = len(report.faults), 0, 0
    for number, officer in enumerate(officers, 1):
        where = said(f"pegawai ke-{number}", f"officer {number}")
        check_cells(report, officer, where, rules)
        check_composites(report, officer, where, rules, shifts)
        more = check_withheld(report, officer, where, rules)
        tried, large = tried + more[0], large + more[1]
    check_counts(report, whole, officers, rules)
    check_units(report, units, rules)
    if len(report.faults) == before:
        ok = said("COCOK ", "OK    ")
        tell(
            ok,
            said(
                "batas minimum, gabungan dari sel yang tampil, jumlah, unit",
                "minimum sizes, composites of shown cells, counts, units",
            ),
        )
        tell(
            ok,
            said(
                f"{tried} sel yang ditahan dicoba dihitung, tidak ada yang berhasil",
                f"{tried} withheld behaviours searched, none follows",
            ),
        )
    if large:
        tell(
            said(
                f"TIDAK  {large} kumpulan sel terlalu besar untuk dicari",
                f"NOT    {large} blocks were too large to search",
            )
        )


def texts(pdf):
    """The file itself and each of its compressed streams."""
    yield pdf
    for start in re.finditer(rb"stream\r?\n", pdf):
        try:
            yield zlib.decompressobj().decompress(pdf[start.end() :], 1 << 24)
        except zlib.error:
            continue


def command_profile(profile, file):
    """The root in a PDF against the file; attached figures too, where there are any."""
    report, data = Report(), read_file(file)
    try:
        with open(profile, "rb") as opened:
            parts = list(texts(opened.read()))
    except OSError as error:
        raise Unusable(f"{profile}: {error}") from None
    roots = {m.decode() for part in parts for m in re.findall(rb"akar/([0-9A-Z-]{29})", part)}
    signed = signs(bytes.fromhex(data["root"]))
    check_signs(report, data["root_signs"], signed)
    if not roots:
        words = said(
            "tidak memuat kode keaslian; bandingkan kode di kaki halamannya",
            "carries no authenticity code; compare the code at the foot of its pages",
        )
        raise Unusable(f"{profile}: {words}")
    carried = ", ".join(sorted(roots))
    report.check(
        roots == {signed},
        said(f"PDF memuat {carried}", f"the PDF carries {carried}"),
        said(
            f"PDF memuat kode lain: {carried}, bukan {signed}",
            f"the PDF carries another code: {carried}, not {signed}",
        ),
    )
    for part in parts:
        if part.lstrip()[:1] == b"{" and b'"berakhlak-360/profile/1"' in part:
            figures = json.loads(part)
            own = Report()
            where = said("profil", "profile")
            check_cells(own, figures["figures"], where, data["rules"])
            check_withheld(own, figures["figures"], where, data["rules"])
            report.check(
                figures["policy"] == data["rules"]["policy"],
                said("kebijakan terlampir sama", "the attached policy agrees"),
                said("kebijakan terlampir berbeda", "the attached policy differs"),
            )
            report.check(
                not own.faults,
                said("angka terlampir memenuhi batas", "attached figures keep the minimum sizes"),
                said("angka terlampir melanggar batas", "attached figures break minimum sizes"),
            )
            report.faults += own.faults
    return report.end()


COMMANDS = {"bundle": command_bundle, "profile": command_profile}


def main(arguments):
    """Run a command; the exit code."""
    SPOKEN["english"] = "--english" in arguments
    given = [each for each in arguments if each != "--english"]
    if len(given) != 3 or given[0] not in COMMANDS:
        tell(__doc__)
        return 2
    try:
        return COMMANDS[given[0]](*given[1:])
    except Unusable as error:
        reason = str(error)
    except (KeyError, TypeError, ValueError) as error:
        what = said("isinya tidak menurut format", "what it holds breaks the format")
        reason = f"{what} ({type(error).__name__}: {error})"
    tell(said("TIDAK DAPAT DIPERIKSA:", "CANNOT CHECK:"), reason)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
