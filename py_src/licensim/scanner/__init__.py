"""A scanner that is none: speaks eSCL over HTTP on this machine and feeds generated pages.

For trying what PAGE-1 counts as acquired from a scanner, in the page or with any eSCL client, such as
Debian's sane-airscan. Only what this module's tests prove is spoken of eSCL (Mopria, eSCL Technical
Specification 2.97): one device, a platen and a feeder, JPEG or PDF.
"""
