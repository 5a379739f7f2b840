"""How Microsoft's services say no."""

from __future__ import annotations

from bot.sandbox.slack.people import Json


class Refused(Exception):
    """A call that the Bot Connector refuses."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.code = code
        self.message = message

    def answer(self) -> Json:
        return {"error": {"code": self.code, "message": self.message}}


class NotIssued(Exception):
    """A token that the login service does not hand out."""

    def __init__(self, status: int, error: str, number: int, said: str) -> None:
        super().__init__(said)
        self.status = status
        self.error = error
        self.number = number
        self.said = said

    def answer(self) -> Json:
        return {"error": self.error, "error_description": f"AADSTS{self.number}: {self.said}", "error_codes": [self.number]}


def not_found(what: str = "Conversation") -> Refused:
    if what == "Conversation":
        return Refused(404, "ConversationNotFound", "Conversation not found.")
    return Refused(404, f"{what}NotFoundInConversation", f"{what} not found in conversation.")


def malformed(why: str) -> Refused:
    return Refused(400, "BadSyntax", why)
