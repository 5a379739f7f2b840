"""What may get in the way of doing something, as the check-in asks it; also what top-ups are drawn by."""

from __future__ import annotations

from content.translated import N_

#: One tap each; what it means for the cause (Gilbert's cells) is told in docs/measurement. Ours, after HPT practice. Said by `_`.
OBSTACLES = {
    "nothing": N_("Nothing got in the way"),
    "unclear": N_("Not clear what is expected, or no feedback"),
    "time": N_("No time"),
    "process": N_("A tool, access or process was in the way"),
    "discouraged": N_("It is discouraged or not rewarded here"),
    "practice": N_("I need more practice"),
    "unconvinced": N_("I am not convinced of it"),
    "occasion": N_("There was no occasion"),
    "forgot": N_("I forgot"),
    "other": N_("Something else"),
}
