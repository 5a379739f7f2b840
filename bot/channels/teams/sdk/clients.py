"""The SDK's client of the Bot Connector, with plain JSON in place of its models and one shared pool of connections."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import requests
from botframework.connector import ConnectorClient
from botframework.connector.operations import ConversationsOperations
from msrest.pipeline import HTTPPolicy, Pipeline, SansIOHTTPPolicy
from msrest.pipeline.requests import PipelineRequestsHTTPSender
from msrest.pipeline.universal import UserAgentPolicy
from msrest.universal_http.requests import BasicRequestsHTTPSender, RequestsClientResponse
from requests.adapters import HTTPAdapter

from bot.channels.teams.sdk.credentials import Credentials
from scheduler.channel import Uncertain


class PlainJson:
    """Stands where msrest makes models of JSON: that costs more than all else in a call, and loses what it does not know."""

    def body(self, data: Any, kind: str, **_: Any) -> Any:
        return data

    def url(self, name: str, data: Any, kind: str, **_: Any) -> str:
        return quote(str(data), safe="")

    query = url

    def __call__(self, kind: str, response: requests.Response) -> Any:
        """What was answered; None: nothing. Raises Uncertain: a yes that is not Teams' (a page of a gateway)."""
        try:
            return response.json() if response.content else None
        except ValueError as broken:
            if response.ok:
                raise Uncertain("an answer that is not JSON") from broken
            return None


class Bearer(SansIOHTTPPolicy[Any, Any]):
    """Puts our token on a request; the SDK puts it on the session, which many threads share here."""

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials

    def on_request(self, request: Any, **_: Any) -> None:
        if self._credentials.microsoft_app_id:  # without one, in development, there is nobody to be
            request.http_request.headers["Authorization"] = f"Bearer {self._credentials.get_access_token()}"


class Driver(BasicRequestsHTTPSender):
    """Sends one request once: no retries, no redirects, never without a timeout, and requests' own errors.

    Straight through the session's adapter: what the session looks up before (proxies, cookies, netrc) takes as long as the rest.
    """

    def __init__(self, session: requests.Session, timeout: tuple[float, float]) -> None:
        super().__init__(session)
        self._timeout = timeout

    def send(self, request: Any, **_: Any) -> RequestsClientResponse:
        prepared = requests.PreparedRequest()
        prepared.method, prepared.headers, prepared.body = request.method, request.headers, request.data
        prepared.url = request.url
        answer = self.session.get_adapter(request.url).send(prepared, timeout=self._timeout)
        return RequestsClientResponse(request, answer)  # type: ignore[no-untyped-call]


class Client(ConnectorClient):  # type: ignore[misc]
    """Of one service URL; *conversations* are the SDK's operations."""

    def __init__(self, service_url: str, credentials: Credentials, driver: Driver) -> None:
        super().__init__(credentials, base_url=service_url)
        policies: list[HTTPPolicy[Any, Any] | SansIOHTTPPolicy[Any, Any]] = [UserAgentPolicy("Waypost"), Bearer(credentials)]
        self.config.pipeline = Pipeline(policies, PipelineRequestsHTTPSender(driver))
        self.config.keep_alive = True
        plain = PlainJson()
        self.conversations = ConversationsOperations(self._client, self.config, plain, plain)


def session(connections: int) -> requests.Session:
    """As many connections to each host, kept alive, never retried. The environment (proxies, netrc) is not asked at every call."""
    made = requests.Session()
    made.trust_env = False
    adapter = HTTPAdapter(pool_maxsize=connections, max_retries=0)
    made.mount("https://", adapter)
    made.mount("http://", adapter)
    return made
