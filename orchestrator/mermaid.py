"""A plan as a Mermaid flowchart: its steps, and which waits for which. Pure."""

from orchestrator.errors import PlanError
from orchestrator.graph import build
from orchestrator.plan import Plan


def to_mermaid(plan: Plan) -> str:
    """The chart (https://mermaid.js.org/syntax/flowchart.html); thick arrows where items flow on one by one.

    Raises:
        PlanError: the plan has no graph.
    """
    graph, faults = build(plan)
    if graph is None:
        raise PlanError(faults)
    lines = ["flowchart LR"]
    for position, step in enumerate(plan.steps):
        many = " × items" if step.for_each is not None else ""
        opening, closing = ('[["', '"]]') if many else ('["', '"]')
        lines.append(f"  s{position}{opening}{step.id}{many}<br>{step.service_name}.{step.tool_name}{closing}")
    for position in range(len(plan.steps)):
        lines += [f"  s{needed} --> s{position}" for needed in graph.needs[position]]
        if (source := graph.flows_from[position]) is not None:
            lines.append(f"  s{source} ==> s{position}")
    return "\n".join(lines) + "\n"
