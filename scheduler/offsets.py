"""How the day of a step is counted, in plain words: 3 working days before the workshop, 09:00 in the programme."""

from __future__ import annotations

from content.cldr import clock
from content.programme import END, START, Count, Step
from content.translated import N_, _, _n

# Translators: it stands for {anchor} in “2 days after the {anchor}”; a name from the programme may stand there too.
ANCHORS = {START: N_("start"), END: N_("end")}


def from_anchor(step: Step) -> str:
    """The rule of a step that is counted from the start, the end or an anchor of the programme's own."""
    when, after, days, at = step.when, step.when.after or "", abs(step.when.days), clock(step.when.time)
    anchor = _(ANCHORS[after]) if after in ANCHORS else after
    if not days:
        # Translators: {anchor} is “start”, “end” or a name from the programme, such as “workshop”.
        return _("on the day of the {anchor}, {time} in the programme", anchor=anchor, time=at)
    working, later = when.count is Count.WORKING, when.days > 0
    if working and later:
        return _n(
            "{number} working day after the {anchor}, {time} in the programme",
            "{number} working days after the {anchor}, {time} in the programme",
            days,
            anchor=anchor,
            time=at,
        )
    if working:
        return _n(
            "{number} working day before the {anchor}, {time} in the programme",
            "{number} working days before the {anchor}, {time} in the programme",
            days,
            anchor=anchor,
            time=at,
        )
    if later:
        return _n(
            "{number} day after the {anchor}, {time} in the programme",
            "{number} days after the {anchor}, {time} in the programme",
            days,
            anchor=anchor,
            time=at,
        )
    return _n(
        "{number} day before the {anchor}, {time} in the programme",
        "{number} days before the {anchor}, {time} in the programme",
        days,
        anchor=anchor,
        time=at,
    )


def from_answer(step: Step, title: str, days: int) -> str:
    """The rule of a step that is counted from the answer to the one of that *title*."""
    at = clock(step.when.time)
    if not days:
        return _("on the day of the answer to “{title}”, {time} in the programme", title=title, time=at)
    if step.when.count is Count.WORKING:
        return _n(
            "{number} working day after the answer to “{title}”, {time} in the programme",
            "{number} working days after the answer to “{title}”, {time} in the programme",
            days,
            title=title,
            time=at,
        )
    return _n(
        "{number} day after the answer to “{title}”, {time} in the programme",
        "{number} days after the answer to “{title}”, {time} in the programme",
        days,
        title=title,
        time=at,
    )
