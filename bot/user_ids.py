"""What the user ids of each platform look like, for those who type them into files."""

from __future__ import annotations

import re

from content.translated import N_
from handlers.importing import UserIds

USER_IDS = {
    "slack": UserIds(
        re.compile(r"[UW][A-Z0-9]{2,30}"),
        N_("“{cell}” is not a Slack user id such as U012AB3CD (in the person's profile: ⋮, Copy member ID)"),
    ),
    "teams": UserIds(
        re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
        N_(
            "“{cell}” is not an object id of Entra's such as 3f2504e0-4f89-11d3-9a0c-0305e82c3301 "
            "(on the person's page there), in small letters"
        ),
        awaits=True,
    ),
}

#: platforms on which people have to let us in before we can write to them
AWAITS = frozenset(name for name, ids in USER_IDS.items() if ids.awaits)
