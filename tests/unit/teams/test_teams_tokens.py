"""Who is let in: Teams, and nobody else."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from typing import Any

import aiohttp
import jwt
import pytest
from aiohttp import web
from botbuilder.schema import Activity
from botframework.connector.auth import BotFrameworkAuthenticationFactory, JwtTokenExtractor, PasswordServiceClientCredentialFactory

from bot.channels.teams.sdk.admission import Admission, trusted
from bot.channels.teams.sdk.invokes import card_answer
from bot.clock import monotonic, wire
from bot.web.bodies import Refused
from tests.unit.teams.microsoft import (
    APP,
    ISSUER,
    OTHER_TENANT,
    TENANT,
    Microsoft,
    Wire,
    activity,
    claims,
    jwk,
    microsoft,
    public_pem,
    served,
    token,
)

CARD = {"type": "AdaptiveCard", "version": "1.5", "body": []}
Headers = Mapping[str, str]


class Endpoint:
    """`POST /api/messages` with nothing behind the door but a mark of who came in."""

    def __init__(self, admission: Admission) -> None:
        self._admission = admission
        self.let_in = 0

    async def take(self, request: web.Request) -> web.Response:
        try:
            await self._admission.admit(request.headers.get("Authorization"), await request.json())
        except Refused as refusal:
            return web.Response(status=refusal.status, text=refusal.said)
        self.let_in += 1
        return web.json_response(card_answer(CARD))


class Place:
    """Microsoft, our endpoint, and somebody who posts to it."""

    def __init__(self, them: Microsoft, endpoint: Endpoint, http: aiohttp.ClientSession, url: str, clock: Wire) -> None:
        self.them, self.endpoint, self.clock = them, endpoint, clock
        self._http, self._url = http, url

    async def post(self, headers: Headers, body: Any) -> tuple[int, str]:
        async with self._http.post(self._url, headers=headers, data=json.dumps(body)) as answer:
            return answer.status, await answer.text()

    async def comes(self, key: str = "first", **said: Any) -> int:
        """Somebody comes with a token of Teams' own, signed with that key."""
        url = self.them.service_url
        status, _ = await self.post(bearer(token(claims(url, **said), key)), activity(url))
        return status


@asynccontextmanager
async def a_place(clock: Callable[[], Any] | None = None) -> AsyncIterator[Place]:
    moved = Wire()
    async with microsoft() as them, aiohttp.ClientSession() as http:
        endpoint = Endpoint(
            Admission(APP, TENANT, openid_url=them.openid_url, issuer=ISSUER, hosts=[them.url], http=http, wire=clock or moved)
        )
        app = web.Application()
        app.router.add_post("/api/messages", endpoint.take)
        async with served(app) as url:
            yield Place(them, endpoint, http, f"{url}/api/messages", moved)


@pytest.fixture
async def place() -> AsyncIterator[Place]:
    async with a_place() as it:
        yield it


def bearer(text: str) -> Headers:
    return {"Authorization": f"Bearer {text}"}


def _part(value: object) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def signed_with_public_key(said: Mapping[str, Any]) -> str:
    """HS256 by the text that everybody may read. (PyJWT refuses to make such a one.)"""
    plain = {name: int(value.timestamp()) if hasattr(value, "timestamp") else value for name, value in said.items()}
    head = f"{_part({'alg': 'HS256', 'typ': 'JWT', 'kid': 'first'})}.{_part(plain)}"
    mark = hmac.new(public_pem("first"), head.encode(), hashlib.sha256).digest()
    return f"{head}.{urlsafe_b64encode(mark).rstrip(b'=').decode()}"


def wrongly_signed(good: str) -> str:
    """The claims of one token under the signature of another."""
    head, _, mark = good.split(".")
    claimed = jwt.decode(good, options={"verify_signature": False}) | {"aud": APP, "extra": "yes"}
    return f"{head}.{_part(claimed)}.{mark}"


Forged = Callable[[str, str], tuple[Headers, Any]]  # of the service URL and of an address of the attacker's


def _with(make: Callable[[str], str]) -> Forged:
    return lambda url, theirs: (bearer(make(url)), activity(url))


def _saying(**said: Any) -> Forged:
    return _with(lambda url: token(claims(url, **said)))


def _posting(body: Callable[[str, str], Any]) -> Forged:
    return lambda url, theirs: (bearer(token(claims(url))), body(url, theirs))


def _authorization(make: Callable[[str], str]) -> Forged:
    return lambda url, theirs: ({"Authorization": make(token(claims(url)))}, activity(url))


def _theirs(url: str, theirs: str) -> tuple[Headers, Any]:
    """Everything agrees, but the service URL is the attacker's: our own token would be sent there."""
    return bearer(token(claims(theirs))), activity(theirs)


def _named_key(field: str) -> Forged:
    """A token that says where its key is to be had."""

    def forged(url: str, theirs: str) -> tuple[Headers, Any]:
        value = jwk("attacker", ["msteams"]) if field == "jwk" else f"{theirs}keys"
        return bearer(token(claims(url), "attacker", {"kid": "attacker", field: value})), activity(url)

    return forged


ENTRA = f"https://sts.windows.net/{TENANT}/"
EMULATOR = "https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/"

FORGED: dict[str, Forged] = {
    "no header": lambda url, theirs: ({}, activity(url)),
    "an empty header": lambda url, theirs: ({"Authorization": ""}, activity(url)),
    "Basic": _authorization(lambda good: f"Basic {good}"),
    "another case": _authorization(lambda good: f"bearer {good}"),
    "no scheme": _authorization(lambda good: good),
    "an empty bearer": _authorization(lambda good: "Bearer "),
    "three words": _authorization(lambda good: f"Bearer {good} more"),
    "two blanks": _authorization(lambda good: f"Bearer  {good}"),
    "garbage": _with(lambda url: "garbage"),
    "garbage in three parts": _with(lambda url: "a.b.c"),
    "JSON that is no token": _with(lambda url: f"{_part([1])}.{_part('x')}.eA"),
    "a cut signature": _with(lambda url: token(claims(url))[:-20]),
    "no signature": _with(lambda url: token(claims(url)).rpartition(".")[0] + "."),
    "another's signature": _with(lambda url: wrongly_signed(token(claims(url)))),
    "the wrong key": _with(lambda url: token(claims(url), "attacker", {"kid": "first"})),
    "an unknown key": _with(lambda url: token(claims(url), "attacker")),
    "no key id": _with(lambda url: token(claims(url), "first", {})),
    "a key id that is no text": _with(lambda url: f"{_part({'alg': 'RS256', 'kid': ['first']})}.{token(claims(url)).partition('.')[2]}"),
    "algorithm none": _with(lambda url: jwt.encode(claims(url), "", algorithm="none", headers={"kid": "first"})),
    "HS256 with the public key": _with(lambda url: signed_with_public_key(claims(url))),
    "a key named by its address": _named_key("jku"),
    "a certificate named by its address": _named_key("x5u"),
    "a key brought along": _named_key("jwk"),
    "another audience": _saying(aud="somebody-else"),
    "several audiences": _saying(aud=[APP, "somebody-else"]),
    "no audience": _saying(aud=None),
    "another issuer": _saying(iss="https://evil.example"),
    "no issuer": _saying(iss=None),
    "an issuer that is a list": _with(lambda url: f"{_part({'alg': 'RS256', 'kid': 'first'})}.{_part({'iss': [ISSUER]})}.eA"),
    "expired": _with(lambda url: token(claims(url, exp=wire() - timedelta(minutes=6)))),
    "no end": _saying(exp=None),
    "not yet valid": _with(lambda url: token(claims(url, nbf=wire() + timedelta(minutes=6)))),
    "of Entra": _saying(iss=ENTRA, ver="1.0", appid=APP),
    "of the emulator": _saying(iss=EMULATOR, ver="1.0", appid=APP),
    "of a skill": _saying(ver="2.0", azp="another-bot"),
    "an anonymous skill": _saying(appid="AnonymousSkill"),
    "a key endorsed for nobody": _with(lambda url: token(claims(url), "unendorsed")),
    "a key without a word of endorsement": _with(lambda url: token(claims(url), "silent")),
    "a key of another channel": _with(lambda url: token(claims(url), "webchat")),
    "another service URL in the token": _saying(serviceurl="https://smba.trafficmanager.net/emea/"),
    "no service URL in the token": _saying(serviceurl=None),
    "a service URL of the attacker's": _theirs,
    "no service URL": _posting(lambda url, theirs: activity(url, serviceUrl=None)),
    "a service URL that is no text": _posting(lambda url, theirs: activity(url, serviceUrl=[url])),
    "from another channel": _posting(lambda url, theirs: activity(url, channelId="webchat")),
    "another tenant": _posting(
        lambda url, theirs: activity(
            url, channelData={"tenant": {"id": OTHER_TENANT}}, conversation={"id": "a:x", "tenantId": OTHER_TENANT}
        )
    ),
    "another tenant in the conversation alone": _posting(
        lambda url, theirs: activity(url, conversation={"id": "a", "tenantId": OTHER_TENANT})
    ),
    "no tenant": _posting(lambda url, theirs: activity(url, channelData={}, conversation={"id": "a:x"})),
    "a tenant of the wrong shape": _posting(lambda url, theirs: activity(url, channelData={"tenant": "x"})),
    "an array": _posting(lambda url, theirs: [activity(url)]),
    "a text": _posting(lambda url, theirs: "activity"),
    "nothing": _posting(lambda url, theirs: None),
}


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED.keys())
async def test_whoever_is_not_teams_is_told_401_and_nothing_else(place: Place, forged: Forged) -> None:
    """Defect 5: the bare SDK makes a 500 of most of these."""
    url, theirs = place.them.service_url, f"{place.them.url.replace('127.0.0.1', 'localhost')}/elsewhere/"
    place.them.keys += [jwk("unendorsed", []), jwk("silent", None), jwk("webchat", ["webchat"])]
    headers, body = forged(url, theirs)

    status, said = await place.post(headers, body)

    assert status == 401, said
    assert place.endpoint.let_in == 0
    assert place.them.asked["elsewhere"] == 0
    assert place.them.asked["openid"] <= 2  # once for the first key, and perhaps once more for one that nobody has
    assert place.them.asked["v3"] == 0
    assert await place.comes() == 200  # and nobody else is kept out by it


async def test_teams_itself_is_let_in_and_an_invoke_is_answered_with_a_body(place: Place) -> None:
    """Defect 1: the SDK's own adapter makes a 500 of every answer with a body."""
    url = place.them.service_url

    status, said = await place.post(bearer(token(claims(url))), activity(url, type="invoke", name="adaptiveCard/action"))

    assert status == 200
    assert json.loads(said) == {"statusCode": 200, "type": "application/vnd.microsoft.card.adaptive", "value": CARD}


async def test_a_clock_a_little_wrong_is_forgiven(place: Place) -> None:
    assert await place.comes(nbf=wire() + timedelta(minutes=4)) == 200
    assert await place.comes(exp=wire() - timedelta(minutes=4)) == 200


async def test_the_tenant_is_read_from_where_the_sdk_loses_it(place: Place) -> None:
    """Defect 3: the SDK's model has no name for the conversation's tenant."""
    url = place.them.service_url
    only_there = activity(url, channelData={})
    assert Activity().deserialize(only_there).conversation.tenant_id is None

    status, _ = await place.post(bearer(token(claims(url))), only_there)

    assert status == 200


@pytest.mark.parametrize("header", ["Bearer garbage", "Bearer a.b.c", f"Bearer {_part({'alg': 'RS256'})}.{_part({'x': 1})}.eA"])
async def test_the_bare_sdk_refuses_with_errors_of_every_kind(header: str) -> None:
    """Defect 5: only a PermissionError becomes a 401 there, so the seam takes any error for one."""
    bare = BotFrameworkAuthenticationFactory.create(credential_factory=PasswordServiceClientCredentialFactory(APP, "x"))

    with pytest.raises(Exception) as refusal:  # noqa: PT011 (of every kind)
        await bare.authenticate_request(Activity(channel_id="msteams", service_url="https://x/"), header)

    assert not isinstance(refusal.value, PermissionError)


async def test_a_new_key_is_looked_for_once_and_then_let_in(place: Place) -> None:
    """Defect 6: the SDK never looks again for a key that it does not know."""
    assert await place.comes("first") == 200
    place.them.keys = [jwk("second", ["msteams"])]

    assert await place.comes("second") == 200

    assert place.them.asked["openid"] == 2
    assert await place.comes("first") == 401  # which is no key of theirs any more


async def test_the_bare_sdk_stumbles_over_an_unknown_key() -> None:
    """Defect 6, as it is: it fails before it would look again."""
    metadata = JwtTokenExtractor.get_open_id_metadata("http://127.0.0.1:9/never-fetched")
    metadata.keys, metadata.last_updated = [jwk("first", ["msteams"])], wire().replace(tzinfo=None) - timedelta(hours=2)

    with pytest.raises(IndexError):
        await metadata.get("second")


async def test_unknown_keys_are_not_looked_for_again_and_again(place: Place) -> None:
    assert await place.comes("first") == 200

    for _ in range(10):
        assert await place.comes("attacker") == 401
    assert place.them.asked["openid"] == 2

    place.them.keys = [jwk("second", ["msteams"])]
    assert await place.comes("second") == 401  # not yet
    place.clock.forward(seconds=11)
    assert await place.comes("second") == 200
    assert place.them.asked["openid"] == 3


async def test_many_who_come_at_once_look_for_the_keys_together(place: Place) -> None:
    place.them.keys_delay_seconds = 0.05

    assert set(await asyncio.gather(*(place.comes("first") for _ in range(20)))) == {200}

    assert place.them.asked["openid"] == 1


async def test_while_the_keys_are_not_to_be_had_the_old_ones_serve(place: Place) -> None:
    assert await place.comes("first") == 200
    place.them.keys_down = True
    place.clock.forward(days=2)

    assert await place.comes("first") == 200
    assert await place.comes("second") == 401

    place.them.keys_down, place.them.keys = False, [jwk("second", ["msteams"])]
    place.clock.forward(seconds=2)
    assert await place.comes("second") == 200


async def test_old_keys_are_renewed_in_passing(place: Place) -> None:
    assert await place.comes("first") == 200
    place.clock.forward(hours=25)

    assert await place.comes("first") == 200

    await place.them.until("openid", 2)


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    began = monotonic()
    yield
    assert monotonic() - began < seconds


async def test_a_slow_key_server_hangs_nobody(place: Place) -> None:
    """Defect 6: the SDK's download blocks the loop, without a timeout. (Takes as long as an invoke may.)"""
    assert await place.comes("first") == 200
    place.them.keys_delay_seconds = 30

    with at_most(5.0):
        stranger = asyncio.create_task(place.comes("second"))
        await asyncio.sleep(0.1)
        with at_most(1.0):
            assert await place.comes("first") == 200  # nobody waits for who has an unknown key
        assert await stranger == 401
    place.them.keys_delay_seconds = 0


async def test_without_any_keys_nobody_is_let_in_and_nobody_hangs(place: Place) -> None:
    place.them.keys_down = True
    assert await place.comes("first") == 401

    place.them.keys_down = False
    place.clock.forward(seconds=2)
    assert await place.comes("first") == 200


async def test_two_of_us_in_one_process_keep_their_own_keys() -> None:
    """The SDK has one list of keys for all; one that is closed must not close the other."""
    async with a_place() as one:
        async with a_place() as other:
            assert await other.comes() == 200
        assert await one.comes() == 200


def test_without_an_app_id_nothing_is_built() -> None:
    """The SDK would let everybody in."""
    with pytest.raises(ValueError, match="everybody"):
        Admission("", TENANT, openid_url="", issuer=ISSUER, hosts=[], http=None, wire=wire)  # type: ignore[arg-type]


HOSTS = ("smba.trafficmanager.net", "*.botframework.com", "http://127.0.0.1:8123")


@pytest.mark.parametrize(
    "url",
    [
        "https://smba.trafficmanager.net/emea/",
        "https://smba.trafficmanager.net/emea/7d1c0f5e-2222-4b7e-8a11-000000000002/",
        "https://smba.trafficmanager.net:443/emea/",
        "https://europe.botframework.com",
        "https://a.b.botframework.com/x",
        "http://127.0.0.1:8123/teams/amer/",
    ],
)
def test_microsofts_hosts_are_trusted(url: str) -> None:
    assert trusted(url, HOSTS)


@pytest.mark.parametrize(
    "url",
    [
        "http://smba.trafficmanager.net/emea/",
        "https://smba.trafficmanager.net.evil.example/",
        "https://evil.example/smba.trafficmanager.net",
        "https://evil.example\\@smba.trafficmanager.net/",
        "https://smba.trafficmanager.net@evil.example/",
        "https://smba.trafficmanager.net:8443/",
        "https://smba.trafficmanager.net:99999/",
        "https://smba.trafficmanager.net/?x=y",
        "https://smba.trafficmanager.net/#x",
        "https://smba.trafficmanager.net/{0}",
        "https://smba.trafficmanager.net/\n",
        " https://smba.trafficmanager.net/",
        "https://botframework.com/",
        "https://.botframework.com/",
        "https://evilbotframework.com/",
        "https://SMBA.trafficmanager.net/",
        "https://smba.trafficmanager.net./",
        "http://127.0.0.1:8124/",
        "http://localhost:8123/",
        "https://127.0.0.1:8123/",
        "file:///etc/passwd",
        "",
    ],
)
def test_no_other_host_is_trusted(url: str) -> None:
    assert not trusted(url, HOSTS)


def test_http_is_for_this_machine_alone() -> None:
    assert not trusted("http://smba.trafficmanager.net/", ("http://smba.trafficmanager.net",))
