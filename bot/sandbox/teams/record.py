"""The recording of every card that came, each in a file of its own, as the referee reads them."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from pathlib import Path

from bot.sandbox.slack.people import Json

FOLDER = "cards"
TOKEN = re.compile(r'"token": "[^"]*"')


@dataclass(slots=True)
class Cards:
    """Writes cards beside the recording *path* (None: nowhere). One that differs from another in its token alone is the same."""

    path: Path | None
    _known: set[str] = field(default_factory=set)

    def came(self, card: Json) -> None:
        if self.path is None:
            return
        text = json.dumps(card, ensure_ascii=False, sort_keys=True)
        name = hashlib.sha256(TOKEN.sub("", text).encode("utf-8", "surrogatepass")).hexdigest()[:32]
        if name not in self._known:
            self._known.add(name)
            folder = self.path.parent / FOLDER
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{name}.json").write_text(text, encoding="utf-8", errors="surrogatepass")
