"""Words by which people say that they are away from work, in a status or in a calendar: in English and in our learners' languages."""

from __future__ import annotations

import re
import unicodedata

# Without accents and capitals; `leave` alone says it too, but not `leave early` or `leave me a note`.
SAYS_SO = re.compile(
    r"""\b(
        out\ of\ (the\ )?office | ooo | vacation | holidays? | annual\ leave | day\ off | time\ off | pto
      | (on|parental|maternity|paternity|family|medical|sick|compassionate|study|unpaid)\ ((\w+)\ )?leave | sick(ness)?(?!\ of\b)
      | urlaub | elternzeit | krank(gemeldet)? | mutterschutz | abwesend
      | (en\ )?conges? | absent | vacances | en\ arret
      | (de\ )?vacaciones | de\ baja
      | (de\ )?ferias | de\ baixa
    )\b | ^leave$""",
    re.VERBOSE,
)
# Directly before it, with a little word or two between (`back from my vacation`), these take it back; `covering for` with a name.
NOT_THEM_NOW = re.compile(
    r"""\b(
        (
            back\ from | after | before | planning | happy | not? | zuruck | nach | vor | nicht | de\ retour | apres | avant | pas
          | regreso | despues | antes | depois | de\ volta | nao
        )\ (\w{1,3}\ ){0,2}
      | covering\ for\ (?!me\b)([\w'’]+\ ){1,3}
    )$""",
    re.VERBOSE,
)


def says_away(text: str) -> bool:
    """Whether these words say that somebody is away."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign))
    words = " ".join(plain.split())
    return any(NOT_THEM_NOW.search(words[: found.start()]) is None for found in SAYS_SO.finditer(words))
