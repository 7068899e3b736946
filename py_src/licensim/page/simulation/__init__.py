"""The simulated session of the harness page: many clients in one worker, whose time can be moved.

A page with a license of its own does not load it.
"""
