"""Names of people who do not exist, put together from common Indonesian given and family names."""

from __future__ import annotations

import random
from collections.abc import Iterator

WOMEN = (
    "Siti", "Dewi", "Sri", "Rina", "Ayu", "Nur", "Wulan", "Ratna", "Indah", "Fitri", "Maya",
    "Lestari", "Putri", "Yuliana", "Maria", "Ni Made", "Ni Luh", "Andi Tenri", "Butet", "Cut",
    "Endang", "Tri", "Dian", "Melati", "Kartika", "Novita", "Hesti", "Rosmala", "Theresia",
)  # fmt: skip
MEN = (
    "Budi", "Agus", "Ahmad", "Hendra", "Eko", "Dedi", "Rizki", "Bambang", "Joko", "Yusuf", "Arif",
    "Teguh", "I Wayan", "I Made", "Andi", "Togar", "Teuku", "Fransiskus", "Yohanes", "Rahmat",
    "Slamet", "Fajar", "Gilang", "Iwan", "Surya", "Taufik", "Wahyu", "Markus", "Asep",
)  # fmt: skip
FAMILY = (
    "Santoso", "Wijaya", "Rahayu", "Hidayat", "Kusuma", "Nugroho", "Siregar", "Nasution",
    "Simanjuntak", "Lubis", "Pratama", "Saputra", "Wibowo", "Setiawan", "Suryani", "Handayani",
    "Permana", "Gunawan", "Hasanah", "Maulana", "Purnama", "Situmorang", "Manurung", "Tanjung",
    "Pohan", "Suarta", "Widodo", "Susanti", "Ramadhan", "Firmansyah", "Anggraini", "Utami",
    "Kurniawan", "Hutapea", "Mangunsong", "Latuconsina", "Wenda", "Tumbelaka", "Pattiasina",
)  # fmt: skip


def invented_people(rng: random.Random) -> Iterator[tuple[str, str]]:
    """Endless distinct (name, sex digit of the NIP); 1 is a man, 2 a woman."""
    seen: set[str] = set()
    while True:
        woman = rng.random() < 0.52
        given = rng.choice(WOMEN if woman else MEN)
        name = f"{given} {rng.choice(FAMILY)}"
        if name not in seen:
            seen.add(name)
            yield name, "2" if woman else "1"
