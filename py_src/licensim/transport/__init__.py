"""How a client reaches a license server: the messages on the wire, and the client's side.

It opens no connection: the caller has one.
"""
