"""Files on their way into the sandbox."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import aiohttp


async def upload(http: aiohttp.ClientSession, url: str, files: Mapping[str, bytes], **given: Any) -> dict[str, Any]:
    """Attach these files by that control, and return what it answers. As a stream: so large a body would hold up the loop."""
    told = [{"name": name, "content": b64encode(content).decode()} for name, content in files.items()]
    body = BytesIO(json.dumps({**given, "files": told}).encode())
    async with http.post(url, data=body, headers={"Content-Type": "application/json"}) as answer:
        assert answer.status == 200, await answer.text()
        found: dict[str, Any] = await answer.json()
        return found
