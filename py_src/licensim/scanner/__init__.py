"""A simulated document scanner: it speaks eSCL over HTTP on this machine and feeds generated pages.

Use it to try pages that are acquired from a scanner (PAGE-1), in the page or with any eSCL client, such as
Debian's sane-airscan. It implements only the part of eSCL (Mopria, eSCL Technical Specification 2.97) that
its tests prove: one device, a platen and a feeder, JPEG or PDF.
"""
