"""What only a simulated server has: a clock that moves, faults, a reset.

Nothing of it acts without the token of `/sim/`.
"""
