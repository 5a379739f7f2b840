"""What is said to a learner of those who are asked about them, by their role: peer, coach, manager or assessor."""

from __future__ import annotations

from content.translated import N_

YOURS = {
    # Translators: as the three below, stands where a name would: “Ask {name} now”, “Asked {name}”
    "peer": N_("your peer"),
    "coach": N_("your coach"),
    "manager": N_("your manager"),
    "assessor": N_("your assessor"),
}
TO_THEM = {
    "peer": N_("A question about you, to one of your peers:"),
    "coach": N_("A question about you, to your coach:"),
    "manager": N_("A question about you, to your manager:"),
    "assessor": N_("A question about you, to your assessor:"),
}
TO_THEM_BY_NAME = {
    # Translators: {names}, as below, are a list with “or”
    "peer": N_("A question about you, to one of your peers, {names}:"),
    "coach": N_("A question about you, to your coach, {names}:"),
    "manager": N_("A question about you, to your manager, {names}:"),
    "assessor": N_("A question about you, to your assessor, {names}:"),
}
NOBODY_IS_SET = {
    "peer": N_("**Nobody is set as your peer here**, so nobody can be asked yet."),
    "coach": N_("**Nobody is set as your coach here**, so nobody can be asked yet."),
    "manager": N_("**Nobody is set as your manager here**, so nobody can be asked yet."),
    "assessor": N_("**Nobody is set as your assessor here**, so nobody can be asked yet."),
}
NOBODY_TO_ASK = {
    "peer": N_("Nobody is set as your peer here, so there is nobody to ask."),
    "coach": N_("Nobody is set as your coach here, so there is nobody to ask."),
    "manager": N_("Nobody is set as your manager here, so there is nobody to ask."),
    "assessor": N_("Nobody is set as your assessor here, so there is nobody to ask."),
}
ONLY_THEM = {
    "peer": N_("This one can only be asked of your peers here: {names}."),
    "coach": N_("This one can only be asked of your coach here, {names}."),
    "manager": N_("This one can only be asked of your manager here, {names}."),
    "assessor": N_("This one can only be asked of your assessor here, {names}."),
}
