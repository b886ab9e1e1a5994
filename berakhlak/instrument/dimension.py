"""What a questionnaire measures, in words: values, competences, pillars. An instrument says it."""

from __future__ import annotations

from dataclasses import dataclass

from berakhlak.text import begin_sentence


@dataclass(frozen=True)
class BilingualText:
    """A wording in both languages; reads as Indonesian unless English is asked for."""

    id: str
    en: str

    def in_language(self, language: str) -> str:
        return self.en if language == "en" else self.id


@dataclass(frozen=True)
class Dimension:
    """Words for one of them, for several, for all in full, and for what they show of an officer.

    `scope` stands after "on the", `subject` after "others see"; `title` heads profiles.
    """

    one: BilingualText
    many: BilingualText
    scope: BilingualText
    subject: BilingualText
    title: BilingualText

    def words(self, language: str) -> dict[str, str]:
        """What sentences take: `dimension`, `dimensions`, with a capital as well, and the rest.

        `Several` and `Which` begin a sentence: Nilai-nilai, Nilai mana.
        """
        one, many = self.one.in_language(language), self.many.in_language(language)
        capital = begin_sentence(one)
        return {
            "dimension": one,
            "dimensions": many,
            "Dimension": capital,
            "Dimensions": begin_sentence(many),
            "Several": f"The {many}" if language == "en" else f"{capital}-{one}",
            "Which": f"Which {one}" if language == "en" else f"{capital} mana",
            "scope": self.scope.in_language(language),
            "subject": self.subject.in_language(language),
            "profile_title": self.title.in_language(language),
        }


CORE_VALUES = Dimension(
    one=BilingualText("nilai", "value"),
    many=BilingualText("nilai", "values"),
    scope=BilingualText("nilai dasar ASN", "core values of the civil service"),
    subject=BilingualText("perilaku BerAKHLAK", "BerAKHLAK behaviour"),
    title=BilingualText("Profil Perilaku BerAKHLAK", "BerAKHLAK Behaviour Profile"),
)
"""Of instruments that say nothing of it."""
