"""A message as Adaptive Cards 1.5, the newest version that every Teams draws."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from types import MappingProxyType

from bot.channels.teams import figures, forms
from bot.channels.teams.actions import Acted, acted, chosen, opening, rows
from bot.channels.teams.markdown import elements, unslashed
from bot.channels.teams.sizes import Piece, fit
from bot.channels.teams.words import Json, bare, block, lines, runs
from content.languages import speaking
from content.message import Chart, Choices, Facts, Form, Heading, Message, Note, Part, Picture, Quote, Table, Text, plain
from content.translated import N_, _
from content.words import clean, label, line, shortened

__all__ = ["Acted", "acted", "attachments", "card", "fallback"]

FALLBACK = 2_000  # characters; a notification shows far fewer
SPOKEN = 200
SMALL_PRINT = 2_000  # characters of notes that are spared from a cut
ALT, URL = 1_000, 2_000  # characters; the description of a picture, its address
UNDRAWN = N_("This version of Teams can’t show the message. Please update Teams, or open it in a browser.")
NOTHING: Mapping[str, tuple[str, ...]] = MappingProxyType({})
FINE: Mapping[str, str] = MappingProxyType({})


def attachments(message: Message, token: str) -> list[Json]:
    """The cards of a message that is sent as the delivery of that *token*: one, or up to three where it is long.

    A form that answers another message has been asked for, so it stands open.
    """
    asked_for = next((part for part in message.parts if isinstance(part, Form) and part.token), None)
    if asked_for is not None:
        return [card(message, token, form=asked_for)]
    with speaking(message.language):
        return [_card(page, message if at == 0 else Message()) for at, page in enumerate(fit(_pieces(message, token)))]


def card(
    message: Message,
    token: str,
    *,
    form: Form | None = None,
    form_token: str = "",
    problems: Mapping[str, str] = FINE,
    values: Mapping[str, tuple[str, ...]] = NOTHING,
) -> Json:
    """The message on one card, with *form* opened where its button stood, or else at the end.

    Of a message of several cards it is the last, on which the button was. *problems* are what is wrong with *values*, that were typed.
    """
    with speaking(message.language):
        pieces = _pieces(message, token)
        if form is not None:
            said = {part.markdown for part in message.parts if isinstance(part, Note | Text)}
            said |= {line(part.words) for part in message.parts if isinstance(part, Heading)}
            made = forms.opened(form, form_token or form.token or token, problems=problems, values=values, said=said)
            pieces = _with(fit(pieces)[-1], Piece(made, stays=True, form=form.key))
        return _card(fit(pieces, most=1)[0], message)


def fallback(message: Message) -> str:
    """The message as bare text, for a notification."""
    with speaking(message.language):
        words = unslashed(clean(message.summary or plain(message))).strip() or _("A new message")
    return words if len(words) <= FALLBACK else shortened(words, FALLBACK - 1) + "…"


def _card(pieces: Iterable[Piece], message: Message) -> Json:
    spoken = label(message.summary, SPOKEN)
    return {
        "type": "AdaptiveCard",
        "version": "1.5",
        "msteams": {"width": "Full"},
        "fallbackText": _(UNDRAWN),
        **({"speak": escape(spoken, quote=False)} if spoken else {}),
        "body": [piece.element for piece in pieces],
    }


def _with(pieces: Iterable[Piece], opened: Piece) -> list[Piece]:
    """The pieces with the form in the place of the button that opens it."""
    found: list[Piece] = []
    placed = False
    for piece in pieces:
        if piece.form != opened.form:
            found.append(piece)
        elif not placed:
            found.append(opened)
            placed = True
    return found if placed else [*found, opened]


def _pieces(message: Message, token: str) -> list[Piece]:
    spared = sum(len(part.markdown) for part in message.parts if isinstance(part, Note)) <= SMALL_PRINT
    return [piece for part in message.parts for piece in _shown(part, token, spared=spared)]


def _shown(part: Part, token: str, *, spared: bool) -> Iterator[Piece]:
    match part:
        case Choices(choices):
            actions = [action for choice in choices if (action := chosen(choice, token)) is not None]
            yield from (Piece(row, stays=True) for row in rows(actions))
        case Form():
            if part.token or token:
                yield from (Piece(row, stays=True, form=part.key) for row in rows([opening(part, part.token or token)]))
        case Note(markdown):
            if items := elements(markdown, **forms.SMALL):
                yield Piece({"type": "Container", "items": items}, stays=spared)
        case _:
            yield from map(Piece, _elements(part))


def _elements(part: Part) -> list[Json]:
    match part:
        case Text(markdown):
            return elements(markdown)
        case Heading(words):
            return [bare(line(words), size="medium", weight="bolder", style="heading")] if line(words) else []
        case Quote(words, by):
            return _quoted(words, line(by)) if clean(words).strip() else []
        case Facts(facts):
            return [one for name, value in facts if line(name + value) for one in _fact(line(name), value)]
        case Table():
            return figures.table(part)
        case Chart():
            return figures.chart(part)
        case Picture(url, alt):
            return _picture(url, line(alt))
        case _:
            return []


def _quoted(words: str, by: str) -> list[Json]:
    who = [block(runs(by, weight="bolder"))] if by else []
    return [{"type": "Container", "style": "emphasis", "items": [*who, *lines(words)]}]


def _fact(name: str, value: str) -> list[Json]:
    """Bare text: a FactSet would take it for Markdown."""
    first, *more = lines(value) or [block([])]
    return [first | {"inlines": [*runs(f"{name}: ", weight="bolder"), *first["inlines"]], "spacing": "small"}, *more]


def _picture(url: str, alt: str) -> list[Json]:
    """A picture; its description alone where Teams would not load it."""
    if url.lower().startswith("https://") and len(url) <= URL:
        return [{"type": "Image", "url": url, "altText": label(alt, ALT) or _("Picture")}]
    return lines(alt)
