"""The graph of a plan: what each step needs, who follows, in what order, and how long the way to the end is.

Pure, over steps by their index in the plan. A graph that can't be built is a list of faults.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from orchestrator.errors import Fault, nearest
from orchestrator.plan import Plan, Step
from orchestrator.references import (
    INPUT_NAME,
    LOOP_NAMES,
    Expression,
    Reference,
    ReferenceSyntaxError,
    expression,
    is_plain,
    strings,
    template,
)


@dataclass(frozen=True, slots=True)
class Graph:
    """Steps by index, each list in the order of the plan."""

    needs: Sequence[Sequence[int]]
    """What must have ended before a step opens; a step that it flows from is not among it."""
    flows_from: Sequence[int | None]
    """The `for_each` step over whose results this one maps, item by item without waiting for all."""
    followers: Sequence[Sequence[int]]
    """Who needs a step; who flows from it is among them."""
    reads: Sequence[Sequence[int]]
    """Whose results a step's arguments, items or condition are made from."""
    order: Sequence[int]
    """Each step after all that it needs."""
    plain: Sequence[bool]
    """Whether a step's arguments are sent as they are written."""


def build(plan: Plan) -> tuple[Graph | None, list[Fault]]:
    """The graph, or the faults that make one impossible: all of them, in the order of the plan."""
    index = {step.id: position for position, step in enumerate(plan.steps)}
    faults = _duplicates(plan)
    needs: list[Sequence[int]] = []
    reads: list[Sequence[int]] = []
    flows: list[int | None] = []
    plain = [is_plain(step.arguments) for step in plan.steps]
    for position, step in enumerate(plan.steps):
        used, found = _references(position, step, plain=plain[position])
        faults += found + _unknown(plan, position, used, index)
        read = {index[ref.name] for _, ref in used if ref.name in index}
        source = _flows_from(step, used, plan, index)
        before = read | {index[name] for name in step.depends_on if name in index}
        before.discard(-1 if source is None else source)
        flows.append(source)
        reads.append(tuple(sorted(read)))
        needs.append(tuple(sorted(before)))  # tuples of numbers cost the garbage collector nothing
    if faults:
        return None, faults
    followers = [tuple(each) for each in _followers(needs, flows)]
    order = _order(needs, flows, followers)
    if len(order) < len(plan.steps):
        cycle = _cycle(needs, flows)
        names = " → ".join(plan.steps[position].id for position in cycle)
        return None, [Fault(f"the steps {names} wait for each other", ("steps", cycle[0]))]
    return Graph(needs, flows, followers, reads, order, plain), []


def remaining_path(graph: Graph, steps: Sequence[Step], duration: Callable[[Step], float]) -> list[float]:
    """Seconds from the start of each step to the end of the longest chain that starts there (its upward rank)."""
    rank = [0.0] * len(steps)
    for position in reversed(graph.order):
        after = max((rank[follower] for follower in graph.followers[position]), default=0.0)
        rank[position] = duration(steps[position]) + after
    return rank


def _followers(needs: Sequence[Sequence[int]], flows: Sequence[int | None]) -> list[list[int]]:
    followers: list[list[int]] = [[] for _ in needs]
    for position, needed in enumerate(needs):
        for before in needed:
            followers[before].append(position)
        if (source := flows[position]) is not None:
            followers[source].append(position)
    return followers


def _order(
    needs: Sequence[Sequence[int]], flows: Sequence[int | None], followers: Sequence[Sequence[int]]
) -> list[int]:
    """Kahn's order; steps of a cycle and what follows them are missing in it."""
    left = [len(needed) + (source is not None) for needed, source in zip(needs, flows, strict=True)]
    order = [position for position, count in enumerate(left) if not count]
    for position in order:  # grows while it is gone through
        for follower in followers[position]:
            left[follower] -= 1
            if not left[follower]:
                order.append(follower)
    return order


def _cycle(needs: Sequence[Sequence[int]], flows: Sequence[int | None]) -> list[int]:
    """Steps of which each is needed by the next; the first comes last again."""
    before = {
        position: [*needed, *([] if flows[position] is None else [flows[position]])]
        for position, needed in enumerate(needs)
    }
    try:
        TopologicalSorter(before).prepare()
    except CycleError as error:
        cycle: list[int] = list(reversed(error.args[1]))
        first = cycle.index(min(cycle))
        return [*cycle[first:-1], *cycle[:first], cycle[first]]
    return []


_Used = list[tuple[tuple[str | int, ...], Reference]]


def _references(position: int, step: Step, *, plain: bool) -> tuple[_Used, list[Fault]]:
    """Each reference of a step with its place, and what only looks like one."""
    used: _Used = []
    faults: list[Fault] = []
    here = ("steps", position)
    in_arguments = () if plain else strings(step.arguments)
    written = [((*here, "arguments", *place), text, template) for place, text in in_arguments]
    if isinstance(step.for_each, str):
        written.append(((*here, "for_each"), step.for_each, expression))
    elif step.for_each is not None:
        written += [((*here, "for_each", *place), text, template) for place, text in strings(step.for_each)]
    if step.when is not None:
        written.append(((*here, "when"), step.when, expression))
    for place, text, parse in written:
        try:
            parsed = parse(text)
        except ReferenceSyntaxError as fault:
            faults.append(Fault(f"step {step.id!r}: {fault}", place))
        else:
            used += [(place, reference) for reference in (parsed.references if parsed else ())]
    return used, faults


def _unknown(plan: Plan, position: int, used: _Used, index: dict[str, int]) -> list[Fault]:
    step = plan.steps[position]
    faults: list[Fault] = []
    for place, reference in used:
        if reference.name in LOOP_NAMES and reference.name not in index:
            if step.for_each is None or place[2] == "for_each":
                faults.append(
                    Fault(f"step {step.id!r}: {reference.text} has a meaning only in a step with for_each", place)
                )
        elif reference.name == INPUT_NAME and INPUT_NAME not in index:
            if reference.path and (name := str(reference.path[0])) not in plan.inputs:
                hint = nearest(name, plan.inputs)
                faults.append(Fault(f"step {step.id!r}: the plan has no input {name!r}; {hint}", place))
        elif reference.name not in index:
            faults.append(_not_in_plan(step, reference.name, index, place))
    for number, name in enumerate(step.depends_on):
        if name not in index:
            faults.append(_not_in_plan(step, name, index, ("steps", position, "depends_on", number)))
    return faults


def _not_in_plan(step: Step, name: str, index: dict[str, int], place: tuple[str | int, ...]) -> Fault:
    hint = nearest(name, [known for known in index if known != step.id])
    return Fault(f"step {step.id!r} needs {name!r}, which is not in the plan; {hint}", place)


def _duplicates(plan: Plan) -> list[Fault]:
    faults: list[Fault] = []
    seen: dict[str, int] = {}
    for position, step in enumerate(plan.steps):
        if step.id in LOOP_NAMES | {INPUT_NAME}:
            faults.append(
                Fault(f"step {step.id!r} has a name that references keep for themselves", ("steps", position, "id"))
            )
        if step.id in seen:
            place = ("steps", position, "id")
            faults.append(Fault(f"two steps are called {step.id!r}: the steps {seen[step.id]} and {position}", place))
        seen.setdefault(step.id, position)
    return faults


def _flows_from(step: Step, used: _Used, plan: Plan, index: dict[str, int]) -> int | None:
    """The step whose items this one takes as they come: `for_each` is all of its results, and nothing else reads it."""
    if not isinstance(step.for_each, str):
        return None
    try:
        parsed: Expression = expression(step.for_each)
    except ReferenceSyntaxError:
        return None
    if parsed.query or parsed.lead is None or parsed.lead.path or parsed.lead.name not in index:
        return None
    source = index[parsed.lead.name]
    reads = sum(reference.name == parsed.lead.name for _, reference in used)
    mapped = plan.steps[source].for_each is not None
    return source if mapped and reads == 1 and parsed.lead.name not in step.depends_on else None
