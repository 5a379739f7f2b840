"""In which values two trees differ. Whichever of the two is the older, they differ in the same ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from content.problems import Where
from content.said import Tree


@dataclass(frozen=True, slots=True)
class Change:
    """Where a value was and is, and what it said and says; None: nowhere, nothing."""

    was: Where | None
    now: Where | None
    old: str | None
    new: str | None

    @property
    def where(self) -> Where:
        return self.now or self.was or ()


def changes(old: Tree, new: Tree, was: Where | None = (), now: Where | None = ()) -> Iterator[Change]:
    """Every value that differs. What is there on one side only differs in all its values."""
    if old == new:
        return
    if old is not None and new is not None and type(old) is not type(new):
        yield from changes(old, None, was, None)
        yield from changes(None, new, None, now)
    elif isinstance(old, list) or isinstance(new, list):
        yield from _in_lists(old if isinstance(old, list) else [], new if isinstance(new, list) else [], was, now)
    elif isinstance(old, Mapping) or isinstance(new, Mapping):
        before, after = old if isinstance(old, Mapping) else {}, new if isinstance(new, Mapping) else {}
        for key in dict.fromkeys((*before, *after)):
            one, other = before.get(key), after.get(key)
            yield from changes(one, other, _into(was, key, one), _into(now, key, other))
    else:
        assert not isinstance(old, list | Mapping)
        assert not isinstance(new, list | Mapping)
        yield Change(was, now, old, new)


def _into(where: Where | None, key: str | int, value: Tree) -> Where | None:
    return None if where is None or value is None else (*where, key)


def _in_lists(old: Sequence[Tree], new: Sequence[Tree], was: Where | None, now: Where | None) -> Iterator[Change]:
    """Items of the same name belong together; those left over do so in their order, and the rest came or went."""
    pairs = _pairs(_names(old), _names(new))
    together = sorted((i, j) for i, j in pairs if i is not None and j is not None)
    if [j for _, j in together] != sorted(j for _, j in together):
        yield Change(was, now, _in_a_row(old), _in_a_row(new))
    for i, j in sorted(pairs, key=lambda pair: (pair[1] is None, pair[1] if pair[1] is not None else pair[0])):
        one, other = None if i is None else old[i], None if j is None else new[j]
        yield from changes(one, other, _item(was, i), _item(now, j))


def _item(where: Where | None, index: int | None) -> Where | None:
    return None if where is None or index is None else (*where, index)


def _pairs(old: Sequence[tuple[str, int]], new: Sequence[tuple[str, int]]) -> list[tuple[int | None, int | None]]:
    there = {name: index for index, name in enumerate(new)}
    alike = {index: there[name] for index, name in enumerate(old) if name in there}
    left = [index for index in range(len(old)) if index not in alike]
    over = [index for index in range(len(new)) if index not in alike.values()]
    most = min(len(left), len(over))
    return [*alike.items(), *zip(left, over, strict=False), *((i, None) for i in left[most:]), *((None, j) for j in over[most:])]


def _names(items: Sequence[Tree]) -> list[tuple[str, int]]:
    """What tells the items apart: the key, or else the words, and which of several of that name it is."""
    seen: Counter[str] = Counter()
    names = []
    for item in items:
        name = _name(item)
        names.append((name, seen[name]))
        seen[name] += 1
    return names


def _name(item: Tree) -> str:
    if isinstance(item, Mapping):
        return str(item.get("key") or next((value for value in item.values() if isinstance(value, str)), ""))
    return item if isinstance(item, str) else ""


def _in_a_row(items: Sequence[Tree]) -> str:
    return " · ".join(_name(item) for item in items)


def out_of_order(old: Sequence[str], new: Sequence[str]) -> frozenset[str]:
    """The fewest that have to move for those on both sides to stand in the same order."""
    first, second = sorted(([key for key in old if key in new], [key for key in new if key in old]))  # so that both ways say the same
    index = {key: number for number, key in enumerate(second)}
    best: dict[str, tuple[str, ...]] = {}
    for key in first:
        best[key] = (*_longest(row for last, row in best.items() if index[last] < index[key]), key)
    return frozenset(first) - frozenset(_longest(best.values()))


def _longest(rows: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return max(rows, key=len, default=())
