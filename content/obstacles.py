"""What may get in the way of doing something, as the check-in asks it; also what top-ups are drawn by."""

from __future__ import annotations

#: One tap each; what it means for the cause (Gilbert's cells) is told in docs/measurement. Ours, after HPT practice.
OBSTACLES = {
    "nothing": "Nothing got in the way",
    "unclear": "Not clear what is expected, or no feedback",
    "time": "No time",
    "process": "A tool, access or process was in the way",
    "discouraged": "It is discouraged or not rewarded here",
    "practice": "I need more practice",
    "unconvinced": "I am not convinced of it",
    "occasion": "There was no occasion",
    "forgot": "I forgot",
    "other": "Something else",
}
