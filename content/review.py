"""A programme file is reviewed: what is wrong with it, and what the craft has to say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from content.advice import Draft, Placed, Rule, Season, rules
from content.loading import read, told
from content.problems import Level, Problem, instead, short
from content.programme import Programme
from content.yaml_source import Source


@dataclass(frozen=True, slots=True)
class Review:
    """A programme that can be followed, and what there is to say about its file; *answered*: advice that the file itself answers."""

    programme: Programme
    findings: tuple[Problem, ...]
    answered: tuple[Problem, ...]


def review(source: str | bytes, name: str, season: Season | None = None) -> Review:
    """Read the programme in *source* and hold it against every rule. Raises InvalidProgramme if it can't be followed.

    An answer to a rule that there is not is told here and not in `parse`: published versions are read again
    by later releases, which may have given a rule another name.
    """
    programme, file = read(source, name)
    answers = file.value.get("answers", {})
    texts = tuple(told(file.value))
    drafts = [Draft(one, tuple(_placed(one, file)), season, texts) for one in programme.translations.values() or (programme,)]
    advice = dict.fromkeys(problem for rule in rules().values() for draft in drafts for problem in _advice(rule, draft, file))
    unknown = [
        file.problem(("answers", code), f"there is no advice “{short(code)}”; {instead(code, rules())}", key=True)
        for code in answers
        if code not in rules()
    ]
    open_, answered = [one for one in advice if one.code not in answers], [one for one in advice if one.code in answers]
    return Review(programme, tuple(sorted([*unknown, *open_], key=_place)), tuple(sorted(answered, key=_place)))


def _placed(programme: Programme, file: Source) -> Iterator[Placed]:
    for number, week in enumerate(programme.weeks):
        for index, step in enumerate(week.steps):
            yield Placed(step, ("weeks", number, "steps", index), file.value["weeks"][number]["steps"][index], programme.language)


def _advice(rule: Rule, draft: Draft, file: Source) -> Iterator[Problem]:
    for where, said in rule.check(draft):
        found = file.problem(where, said)
        yield replace(found, level=Level.ADVICE, code=rule.code, why=rule.why, source=rule.source)


def _place(problem: Problem) -> tuple[int, int, str, str]:
    return problem.line, problem.column, problem.code, problem.said
