"""The license rules: (state, event, now) to answer, touching no clock, file, network or page.

Each folder may import those below it in this list, none above it:

- `explain`: texts that explain rules, license documents and answers
- `client`: the client half: scanners and their memory, the local license, its asks, its unsent usage
- `authority`: the server half: which item serves, what is recorded
- `documents`: license documents, from JSON to items
- `options`: the license options, one file each, and the case that an option decides
- `ledger`: the records of a project: the port, and an implementation in memory
- `license`: items, products and the versions of the rules
- `origins`: origins and sites, from serialized parts
- `words`: English for figures, lists and evidence
- `input`: checks of values from outside, and the faults that they find
- `answer`, `verdict`, `local_license`, `timeline`: values that several folders use
"""
