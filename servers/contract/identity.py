"""Who is who, the same everywhere and for ever.

`source` names whose entries a sync owns (a course and its term); `key` names one entry within its source: what it is,
never when it is. So an exam that moves is the same entry with another date.
"""

from uuid import UUID, uuid5

_NAMESPACE = UUID("6f0a3c1e-7f0b-5d52-9a55-3d5a1f0c2b17")  # ours; changing it would orphan every stored entry


def uid(source: str, key: str) -> str:
    """The UID of the entry `key` of `source`, as RFC 5545 §3.8.4.7 wants it: globally unique, never changing."""
    return str(uuid5(_NAMESPACE, f"{source}\n{key}"))
