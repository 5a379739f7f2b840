from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.teams.render import attachments, card
from bot.channels.teams.sizes import ALL, BODY, Piece, characters, fit, split, weight
from bot.channels.teams.words import block, runs
from content.message import Choice, Choices, Message, Note, Quote, Table, Text
from tests.unit.teams.reading import CHECKIN, CHOICES, TOKEN, of_type, shown

PRESS = Choices(CHOICES)
LARGEST = 28_000


def bytes_of(value: object) -> int:
    return len(json.dumps(value, ensure_ascii=False).encode())


def test_what_fits_is_one_card_in_its_order() -> None:
    [only] = attachments(Message((Text("One."), PRESS, Text("Two."), Note("Three."))), TOKEN)

    assert [one["type"] for one in only["body"]] == ["RichTextBlock", "ActionSet", "RichTextBlock", "Container"]


def test_what_is_too_long_goes_on_in_a_further_card_and_what_is_pressed_stands_on_the_last() -> None:
    words = [f"Sentence number {n}, which says a little." for n in range(800)]
    first, second = attachments(Message((PRESS, Text("\n\n".join(words)), Note("Only you see this."))), TOKEN)

    *kept, notice, note = shown([first, second]).split("\n")
    missing = sum(map(len, words)) - sum(map(len, kept))
    assert not of_type(first, "Action.")
    assert len(of_type(second, "ActionSet")) == 1
    assert note == "Only you see this."
    assert notice == f"… (cut here; {missing:,} more characters)"
    assert kept[:200] == words[:200]


def test_a_text_of_one_and_a_half_cards_is_whole() -> None:
    words = "word " * 7_000
    first, second = attachments(Message((Text(words), PRESS)), TOKEN)

    assert f"{shown(first)} {shown(second)}".split() == words.split()


def test_a_long_quote_goes_on_as_a_quote() -> None:
    first, second = attachments(Message((Quote("word " * 6_000, "Ana"),)), TOKEN)

    assert [one["style"] for one in (*first["body"], *second["body"])] == ["emphasis", "emphasis"]
    assert shown([first, second]).split() == ["Ana", *["word"] * 6_000]


def test_a_table_is_cut_between_rows() -> None:
    first, *more = attachments(Message((Table(("Who", "What"), (("Ana", "x" * 100),) * 99),)), TOKEN)

    assert not more or {len(row["cells"]) for row in of_type([first, *more], "TableRow")} == {2}
    assert len(of_type([first, *more], "TableRow")) == 100


def test_one_card_says_what_it_cannot_hold() -> None:
    only = card(Message((Text("word " * 9_000), PRESS)), TOKEN)

    assert bytes_of(only) < LARGEST
    assert only["body"][-1]["type"] == "ActionSet"
    kept, notice = shown(only["body"]).split("\n")
    assert notice == f"… (cut here; {len('word ' * 9_000) - 1 - len(kept) - 1:,} more characters)"


def test_a_form_is_opened_on_the_last_of_several_cards() -> None:
    message = Message((Text("word " * 7_000), CHECKIN))
    _, second = attachments(message, TOKEN)

    opened = card(message, TOKEN, form=CHECKIN)

    assert [node["id"] for node in of_type(opened, "Input.")] == [field.key for field in CHECKIN.fields]
    assert shown(opened["body"][0]) == shown(second["body"][0])
    assert bytes_of(opened) < LARGEST


def test_more_buttons_than_a_card_holds_are_counted() -> None:
    [only] = attachments(Message((Text("Choose."), Choices(tuple(Choice(str(n), f"Choice {n}") for n in range(200))))), TOKEN)

    pressed = len(of_type(only, "Action.Execute"))
    assert 30 < pressed < 200
    assert shown(only) == f"Choose.\n… (cut here; {200 - pressed} more buttons)"


def test_typed_words_that_no_card_holds_are_said_to_be_missing() -> None:
    values = {"did": ("写" * 3_000,), "obstacle": ("time",), "c1": ("3",)}
    several = {f"did{n}": ("写" * 3_000,) for n in range(3)}
    form = replace(CHECKIN, fields=(*CHECKIN.fields, *(replace(CHECKIN.fields[1], key=key) for key in several)))
    opened = card(Message((form,)), TOKEN, form=form, values=values | several, problems={"did": "Too long."})

    assert bytes_of(opened) < LARGEST
    problems = {node["id"]: shown(node) for node in of_type(opened, "") if str(node.get("id", "")).startswith("problem/")}
    kept = {node["id"]: node["value"] for node in of_type(opened, "Input.Text") if node["id"].startswith("did")}
    assert problems.keys() == {"problem/did", "problem/did0", "problem/did1", "problem/did2"}
    assert problems["problem/did"] == f"Too long. Only the start of it fits here; {3_000 - len(kept['did']):,} characters are missing."


def test_a_form_that_no_card_holds_says_so() -> None:
    form = replace(CHECKIN, fields=tuple(replace(CHECKIN.fields[1], key=str(n), label="w" * 1_900) for n in range(20)))

    assert "This form is too long for Teams to show." in shown(card(Message((form,)), TOKEN, form=form))


@given(words=st.text(min_size=1, max_size=400), room=st.integers(0, 2_000))
def test_a_cut_keeps_within_the_room_and_loses_nothing_but_space(words: str, room: int) -> None:
    clean = words.encode(errors="ignore").decode()
    whole = [block(runs(clean + "x"))]

    kept, rest = split(whole, room)

    assert sum(map(weight, kept)) <= room or not kept
    assert "".join(shown([*kept, *rest]).split()) == "".join((clean + "x").split())


@given(sizes=st.lists(st.integers(1, 30_000), max_size=8), stays=st.lists(st.booleans(), min_size=8, max_size=8))
def test_cards_are_never_too_large_and_what_is_missing_is_counted(sizes: list[int], stays: list[bool]) -> None:
    pieces = [Piece(block(runs("ä" * size)), stays=stay and size < 5_000) for size, stay in zip(sizes, stays, strict=False)]

    pages = fit(pieces)

    assert 1 <= len(pages) <= 3
    weights = [sum(weight(piece.element) for piece in page) for page in pages]
    assert max(weights) <= BODY
    assert sum(weights) <= max(ALL, BODY)
    shown_letters = shown([piece.element for page in pages for piece in page]).count("ä")
    whole = characters([piece.element for piece in pieces])
    notices = [words for page in pages for piece in page if (words := shown(piece.element)).startswith("… (cut here; ")]
    assert notices == (
        [f"… (cut here; {whole - shown_letters:,} more character{'s' * (whole - shown_letters > 1)})"] if shown_letters < whole else []
    )
