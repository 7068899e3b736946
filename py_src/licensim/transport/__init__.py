"""How a client reaches a license server: what goes over the wire, and the client's side of it.

It opens no connection: whoever drives it has one.
"""
