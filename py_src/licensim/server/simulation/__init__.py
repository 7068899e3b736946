"""What only a simulated server has: a clock that can be moved, faults, a reset.

Each change needs the token of `/sim/`.
"""
