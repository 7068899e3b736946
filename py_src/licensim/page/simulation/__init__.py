"""The simulated session of the harness page: many clients in one worker, whose time can be moved.

No page that has only a license of its own loads it.
"""
