"""Failpoints: named moments at which a process can be made to die, freeze or stall, so that tests do not have to wait for chance."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from enum import StrEnum


class Moment(StrEnum):
    """When, on a delivery's way."""

    SWEPT = "swept"  #: the sweep's transaction stands, the engine does not know yet
    CLAIMED = "claimed"  #: the claim's transaction stands, nothing was sent yet
    LEAVING = "leaving"  #: the last look at the lease is over, the bytes are about to leave
    ANSWERED = "answered"  #: the platform has answered, and nobody has written it down


class Act(StrEnum):
    """What happens to the process there."""

    KILL = "kill"  #: SIGKILL
    STOP = "stop"  #: SIGSTOP: frozen until somebody sends SIGCONT
    EXIT = "exit"  #: it ends at once, without a word
    STALL = "stall"  #: the thread that comes there never goes on


class NoFailpoint(ValueError):
    """A setting says no failpoint."""


def nothing(reached: str) -> None:
    """What happens at every moment, if nobody has asked for something else."""


def _stall() -> None:
    threading.Event().wait()


ACTS: dict[Act, Callable[[], None]] = {
    Act.KILL: lambda: os.kill(os.getpid(), signal.SIGKILL),
    Act.STOP: lambda: os.kill(os.getpid(), signal.SIGSTOP),
    Act.EXIT: lambda: os._exit(1),
    Act.STALL: _stall,
}


class Failpoint:
    """Calls *act* when *moment* is reached for the *nth* time."""

    def __init__(self, moment: Moment, act: Callable[[], None], nth: int = 1) -> None:
        self._moment = moment
        self._act = act
        self._left = nth
        self._one_at_a_time = threading.Lock()

    def __call__(self, reached: str) -> None:
        if reached != self._moment:
            return
        with self._one_at_a_time:
            self._left -= 1
            now = self._left == 0
        if now:
            self._act()


def failpoint(setting: str) -> Failpoint:
    """Read `claimed:kill`, or `claimed:kill:3` for the third time. Raises NoFailpoint."""
    moment, _, rest = setting.partition(":")
    act, _, nth = rest.partition(":")
    if moment not in list(Moment) or act not in list(Act) or not (nth or "1").isdecimal() or int(nth or 1) < 1:
        raise NoFailpoint(f"{setting!r} is no failpoint such as claimed:kill or answered:stop:3 ({', '.join(Moment)}; {', '.join(Act)})")
    return Failpoint(Moment(moment), ACTS[Act(act)], int(nth or 1))
