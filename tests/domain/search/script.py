"""Chinese characters as tests know them: a handful of traditional forms and of sounds."""

from collections.abc import Sequence

SOUNDS = {"青": "qing", "水": "shui", "环": "huan", "境": "jing", "检": "jian", "测": "ce"}


class FewCharacters:
    """Six characters by their sound, two in traditional form; a word is spelled by the sounds known."""

    version = "few"

    def __init__(self) -> None:
        self.simplified = {ord("環"): "环", ord("檢"): "检"}

    def syllables(self, name: str) -> Sequence[str]:
        return [SOUNDS[character] for character in name if character in SOUNDS]

    def alike(self, character: str) -> Sequence[str]:
        sound = SOUNDS.get(character)
        return [other for other, sounds in SOUNDS.items() if sounds == sound and other != character]

    def spelled(self, word: str) -> Sequence[str]:
        for first in SOUNDS.values():
            for second in SOUNDS.values():
                if first + second == word:
                    return [first, second]
        return ()
