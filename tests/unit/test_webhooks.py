"""Who signs with an organisation's secret is believed, for five minutes, and nobody else is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.webhooks import ID, SIGNATURE, TIMESTAMP, secret_of, shown, signed, signer

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
SECRET = b"\x00" * 24
SECRETS = {7: b"another", 8: SECRET}
BODY = b'{"name":"call-recorded"}'
HEADERS = signed(SECRET, "msg_1", NOW, BODY)


def test_what_is_signed_is_what_the_libraries_sign() -> None:
    """Worked out by hand from the specification: HMAC-SHA256 over id, timestamp and body with points between, in base64."""
    assert HEADERS[TIMESTAMP] == "1795424400"
    assert HEADERS[SIGNATURE] == "v1,7F+ln8tuOsaaiXY6v5oavjWQM3VJueQgm4D+LPXpwcs="


@pytest.mark.parametrize(("late", "whose"), [(0, 8), (300, 8), (-300, 8), (301, None), (-301, None)])
def test_a_signature_counts_for_five_minutes(late: int, whose: int | None) -> None:
    assert signer(SECRETS, HEADERS, BODY, NOW + timedelta(seconds=late)) == whose


def test_of_several_signatures_one_is_enough() -> None:
    both = {**HEADERS, SIGNATURE: f"v2,x v1,bm9uZQ== {HEADERS[SIGNATURE]}"}

    assert signer(SECRETS, both, BODY, NOW) == 8


@given(
    name=st.text(max_size=20),
    timestamp=st.one_of(st.text(max_size=20), st.integers().map(str), st.just(HEADERS[TIMESTAMP])),
    signature=st.one_of(st.text(max_size=80), st.text(max_size=60).map("v1,{}".format), st.just(HEADERS[SIGNATURE])),
    body=st.binary(max_size=40),
)
def test_nothing_else_is_believed(name: str, timestamp: str, signature: str, body: bytes) -> None:
    given = {ID: name, TIMESTAMP: timestamp, SIGNATURE: signature}
    if (given, body) != (HEADERS, BODY):
        assert signer(SECRETS, given, body, NOW) is None


def test_each_organisation_has_a_secret_of_its_own_that_stays() -> None:
    key, other = SecretStr("k" * 32), SecretStr("l" * 32)

    assert len({secret_of(key, 1), secret_of(key, 2), secret_of(other, 1)}) == 3
    assert secret_of(key, 1) == secret_of(key, 1)
    assert shown(secret_of(key, 1)).startswith("whsec_")
