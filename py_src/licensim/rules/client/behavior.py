"""How a client behaves towards its license server: states, signals and next states (NET-1 to NET-4).

- `unlicensed`: it holds no local license; its next use asks first
- `licensed`: it holds one, and its last contact reached the server
- `offline`: it holds one, and its last contact did not reach the server; its usage is kept for its next ask

A signal is the result of a contact: an ask is `granted` or `refused`, a decision or report is `answered`, the
server is `unreachable`; or a change of the client: it `released` its seat, its storage was `cleared`, the
server has found it `cloned`.
"""

from __future__ import annotations

from typing import Final, Literal

State = Literal["unlicensed", "licensed", "offline"]
Signal = Literal["granted", "refused", "answered", "unreachable", "released", "cleared", "cloned"]

TABLE: Final[dict[State, dict[Signal, State]]] = {
    "unlicensed": {
        "granted": "licensed",
        "refused": "unlicensed",
        "answered": "unlicensed",
        "unreachable": "unlicensed",
        "released": "unlicensed",
        "cleared": "unlicensed",
        "cloned": "unlicensed",
    },
    "licensed": {
        "granted": "licensed",
        "refused": "unlicensed",
        "answered": "licensed",
        "unreachable": "offline",
        "released": "unlicensed",
        "cleared": "unlicensed",
        "cloned": "unlicensed",
    },
    "offline": {
        "granted": "licensed",
        "refused": "unlicensed",
        "answered": "licensed",
        "unreachable": "offline",
        "released": "unlicensed",
        "cleared": "unlicensed",
        "cloned": "unlicensed",
    },
}


def diagram() -> str:
    """The table as a Mermaid state diagram, as the README shows it: one arrow for each pair of states."""
    lines = ["stateDiagram-v2", "    [*] --> unlicensed"]
    for state, row in TABLE.items():
        for target in TABLE:
            signals = [signal for signal, after in row.items() if after == target]
            if signals and (state, target) != ("unlicensed", "unlicensed"):
                lines.append(f"    {state} --> {target}: {', '.join(signals)}")
    return "\n".join(lines)
