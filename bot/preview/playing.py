"""A step as it is answered: what the bot makes of each answer, and what its card shows then. Nothing is kept anywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from bot.preview.views import View
from content.activity import JUDGED, Activity, Answer, Mark
from content.message import Form, Message, Part, Quote
from content.programme import Programme, Step
from content.traits import Counted
from handlers import tallies
from scheduler import activities

ALREADY = "You have answered this one already."
Told = Callable[[Sequence[str]], Step]  # the step once these people were asked by it


@dataclass(slots=True)
class Row:
    """An answer that stands."""

    mark: Mark
    label: str
    words: str


@dataclass(slots=True)
class Play:
    """A step in somebody's hands; *given* are the answers that were taken, *last* what came of the last one, taken or not."""

    programme: Programme
    view: View
    told: Told
    step: Step
    given: list[Answer] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    last: Mark | None = None

    @classmethod
    def of(cls, programme: Programme, view: View, given: Iterable[Answer], told: Told) -> Play:
        """Give these answers again; what the step no longer takes is left out."""
        play = cls(programme, view, told, view.step)
        for answer in given:
            play.take(answer)
        play.last = play.rows[-1].mark if play.rows else None
        return play

    def take(self, answer: Answer) -> Mark:
        """Answer as handlers.answers takes it, without its database."""
        final = self._final()
        if final is not None and final.mark.status in JUDGED:
            self.last = Mark(done=False, problems={"": ALREADY})
            return self.last
        mark = self._marked(answer)
        self.last = mark
        if mark.problems:
            return mark
        if final is not None and not mark.done:  # words to what was answered before, and no second answer
            mark = replace(mark, done=True, status=final.mark.status, label=final.label, feedback=())
        self.given.append(answer)
        self._record(final or self._waiting(mark), mark)
        self.last = mark
        return mark

    def card(self) -> Message:
        """The message as it stands now."""
        final, programme, step = self._final(), self.programme, self.step
        if not self.rows:
            return self.view.shown or activities.prompt(programme, step, self.view.before)
        last = final or self.rows[-1]
        show = activities.answered if final else activities.still_open
        said = () if last.mark.plan is not None else last.mark.feedback  # a plan stands there in their own words
        words = (Quote(last.words),) if last.words else ()
        everybody = _everybody(step.activity, last.label) if final else ()
        return show(programme, step, self.view.after, label=last.label, words=words, feedback=(*said, *everybody))

    def form(self, key: str) -> Form | None:
        """The form of that key: one of the step's own, or one that a button of it opens. None: there is none."""
        prompt = Message(self.step.activity.prompt())
        opened = (self.step.activity.mark(Answer(choice=choice.key), 0).form for choice in prompt.choices())
        return prompt.form(key) or next((form for form in opened if form is not None and form.key == key), None)

    def answer(self) -> Mark | None:
        """What stands as the answer. None: there is none yet."""
        final = self._final()
        return replace(final.mark, label=final.label, words=final.words) if final else None

    def _marked(self, answer: Answer) -> Mark:
        """As the step marks it; who is asked by it may have answered already, which is seen once they are asked."""
        mark = self.step.activity.mark(answer, sum(not row.mark.done for row in self.rows))
        if not mark.asks or mark.problems:
            return mark
        self.step = self.told([*(row.mark.asks for row in self.rows if row.mark.asks), mark.asks])
        return self.step.activity.mark(answer, 0)

    def _final(self) -> Row | None:
        return next((row for row in reversed(self.rows) if row.mark.done), None)

    def _waiting(self, mark: Mark) -> Row | None:
        """Words that were kept, and a tap that now goes with them."""
        goes_on = mark.done and mark.label and not mark.words
        return next((row for row in reversed(self.rows) if goes_on and row.words and row.mark.status == mark.status), None)

    def _record(self, row: Row | None, mark: Mark) -> None:
        if row is None:
            self.rows.append(Row(mark, mark.label, mark.words))
        else:
            row.mark, row.label, row.words = mark, mark.label, mark.words or row.words


def _everybody(activity: Activity, label: str) -> tuple[Part, ...]:
    """What the first to answer sees of everybody's answers."""
    return tallies.shown([label], activity.counted()) if isinstance(activity, Counted) else ()
