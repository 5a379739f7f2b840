"""A learner has others asked about them: coach, peers, assessor. What these answer comes back to the learner alone."""

from __future__ import annotations

from tests.acceptance.learning import MONDAY, WEDNESDAY, message, on_programme
from tests.house import House
from tests.phones import Phone

AFTERNOON = "2026-11-24T14:30:00+00:00"  # of Tuesday, when it is morning where Ben is
VIEW, PEERS, SIGNED = "A look from outside\n", "What a peer noticed\n", "Seen at the gate\n"


async def around(house: House, at: str, **roles: str) -> Phone:
    """Ana at that instant, on the programme, with these people around her."""
    ana = await on_programme(house, "seen-by-others", "ana")
    for role, whom in roles.items():
        said = await house.phone("ada").command(f"{role} @ana is {whom}")
        assert "from now on" in said
    await house.to(at)
    return ana


async def test_a_coach_is_asked_and_their_answer_comes_back(house: House) -> None:
    ana, mia = await around(house, MONDAY, coach="@mia"), house.phone("mia")
    asked = await message(ana, VIEW)

    await ana.press("Ask Mia Lindqvist now", within=VIEW)
    await house.settle()
    waiting, request = await message(ana, VIEW), await message(mia, VIEW.strip())
    await mia.press("Sometimes", within=VIEW.strip())
    await house.settle()

    assert asked.buttons == ("Ask Mia Lindqvist now", "Not this time")
    assert "to your coach, Mia Lindqvist" in asked.text
    assert "what comes back is for you alone." in asked.text
    assert "You: Asked Mia Lindqvist" in waiting.text
    assert waiting.buttons == ("Wait no longer",)
    assert "Ana Ferreira asks how you see this." in request.text
    assert "How often did Ana Ferreira ask a question" in request.text
    assert "Ana Ferreira will see what you write, and nobody else." in request.text
    assert request.buttons == ("Never", "Sometimes", "Every time", "I can’t say", "Answer with a few words")
    shows = await message(ana, "to your coach")
    assert "Mia Lindqvist has answered: Sometimes" in shows.text
    assert shows.buttons == ()
    assert "Mia Lindqvist has answered: Sometimes" in (await message(ana, "Nobody else sees this.")).text


async def test_one_of_several_peers_answers_in_their_own_words_and_may_take_them_back(house: House) -> None:
    ana, ben = await around(house, AFTERNOON, peer="@ben @chen"), house.phone("ben")

    asked = await message(ana, PEERS)
    opened = await ana.press("Choose whom to ask", within=PEERS)
    await ana.fill(whom="Ben Carter")
    name = await ben.say("She waited for *every* answer, <!channel>")
    noted = await ben.now_showing("Noted for")
    came = await message(ana, "Nobody else sees this.")
    await ben.delete(name)

    assert asked.buttons == ("Not this time", "Choose whom to ask")
    assert opened.form is not None
    assert opened.form.fields["Whom do you ask?"].options == ("Ben Carter", "Chen Wei Ling")
    assert "Ana Ferreira can see this, and nobody else." in noted
    assert any("She waited for *every* answer, <!channel>" in inert for inert in came.inert)
    assert "took back what they had answered" in (await message(ana, "Nobody else sees this.")).text
    again = await message(ana, "one of your peers")
    assert "waited" not in again.text
    assert again.buttons == ("Ask Chen Wei Ling now", "Wait no longer")
    assert await house.phone("chen").read() == []


async def test_an_assessor_signs_a_practice_off_in_a_form(house: House) -> None:
    ana, mia = await around(house, WEDNESDAY, assessor="@mia"), house.phone("mia")

    await ana.press("Ask Mia Lindqvist now", within=SIGNED)
    request = await message(mia, SIGNED.strip())
    await mia.press("Answer with a few words", within=SIGNED.strip())
    refused = await mia.fill(words="The badge was not checked")
    await mia.fill(point="Once more, please", words="The badge was not checked")

    assert request.buttons == ("Seen, and it was done well", "Once more, please", "I can’t say", "Answer with a few words")
    assert list(refused.errors) == ["point"]
    shows = await message(ana, "to your assessor")
    assert "Mia Lindqvist has answered: Once more, please" in shows.text
    assert "The badge was not checked" in shows.text
    assert shows.buttons == ()
    assert "Thank you. It goes to Ana Ferreira, and to nobody else." in (await message(mia, SIGNED.strip())).text
