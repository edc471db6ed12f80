"""Words are read as the concepts they stand for, whatever their ending, and figures and places as what they are."""

from marketplace.domain.restrictions import concepts, sentences


def concepts_of(text: str, language: str) -> list[tuple[str, ...]]:
    [sentence] = sentences.split(text, language)
    return [names for names, _ in concepts.seen(sentence.plain, language)]


def test_words_of_one_meaning_are_one_concept() -> None:
    for word in ("firm", "company", "companies", "Laboratories", "agency"):
        [names] = concepts_of(word, "en")
        assert "FIRM" in names
    for word in ("企业", "事务所", "实验室"):
        [names] = concepts_of(word, "zh")
        assert "FIRM" in names


def test_the_longest_chinese_word_at_a_place_counts() -> None:
    [names] = concepts_of("注册资本", "zh")
    assert "CAPITAL" in names
    assert "REG" not in names


def test_figures_and_places_are_concepts_and_unknown_words_are_none() -> None:
    assert concepts_of("12,500", "en") == concepts_of("7", "zh") == [("NUM",)]
    assert concepts_of("绵阳市", "zh") == [("AREA", "PLACE")]
    assert concepts_of("xylophone", "en") == [()]


def test_each_word_is_said_where_it_stands() -> None:
    [sentence] = sentences.split("Ten local firms", "en")
    assert [sentence.plain[start:end] for _, (start, end) in concepts.seen(sentence.plain, "en")] == [
        "ten",
        "local",
        "firms",
    ]
