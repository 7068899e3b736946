"""The style of the report: both themes, screens and A4."""

from __future__ import annotations

from typing import Final

STYLE: Final = """
:root { color-scheme: light dark; --ink: #1b1f24; --dim: #57606a; --line: #d0d7de; --paper: #ffffff;
  --soft: #f3f5f7;
  --h1: #cfe3f7; --h2: #93c0ea; --h3: #539bd9; --h4: #2372b8; --h5: #0b4a85;
  --s0: #0b62b0; --s1: #b3450a; --s2: #19703b; --s3: #8a2a86; --s4: #7a5c00; --s5: #b01d48; --s6: #0a6e78;
    --s7: #555555 }
@media (prefers-color-scheme: dark)
  { :root { --ink: #e6edf3; --dim: #9da7b1; --line: #3d444d; --paper: #0d1117;
  --soft: #161b22; --h1: #0f2a47; --h2: #14457a; --h3: #1f6cb8; --h4: #5aa0e0; --h5: #b3d7f7; --s0: #6cb6ff;
  --s1: #f0883e; --s2: #6bc46d; --s3: #d2a8ff; --s4: #e3b341; --s5: #ff8fab; --s6: #56d4dd; --s7: #adbac7 } }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem; font: 16px/1.5 system-ui, sans-serif;
  color: var(--ink);
  background: var(--paper) }
h1 { font-size: 1.6rem; margin: 0 0 .5rem } h2 { font-size: 1.2rem; margin: 2.2rem 0 .6rem }
p, li { max-width: 46rem } .advice
  { background: var(--soft); border-left: 4px solid var(--s0); padding: .6rem 1rem }
.dim { color: var(--dim) }
table { border-collapse: collapse; width: 100%; font-size: .875rem } caption
  { text-align: left; color: var(--dim);
  padding: .3rem 0 }
th, td { text-align: left; padding: .25rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top }
th[scope=row] { font-weight: 600 }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
.scrolls { overflow-x: auto } details { margin: .4rem 0 } summary { cursor: pointer; color: var(--dim) }
svg { width: 100%; height: auto; display: block } svg text { font-size: 12px; fill: var(--dim) }
.grid { stroke: var(--line); fill: none } .line { fill: none; stroke-width: 2 }
.legend { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .2rem 1.2rem;
  font-size: .875rem }
.swatch { display: inline-block; width: 1.2rem; height: .25rem; margin-right: .4rem; vertical-align: middle }
.s0 { stroke: var(--s0) } .s1 { stroke: var(--s1) } .s2 { stroke: var(--s2) } .s3 { stroke: var(--s3) }
.s4 { stroke: var(--s4) } .s5 { stroke: var(--s5) } .s6 { stroke: var(--s6) } .s7 { stroke: var(--s7) }
.swatch.s0 { background: var(--s0) } .swatch.s1 { background: var(--s1) } .swatch.s2 { background: var(--s2) }
.swatch.s3 { background: var(--s3) } .swatch.s4 { background: var(--s4) } .swatch.s5 { background: var(--s5) }
.swatch.s6 { background: var(--s6) } .swatch.s7 { background: var(--s7) }
.h1 { fill: var(--h1) } .h2 { fill: var(--h2) } .h3 { fill: var(--h3) } .h4 { fill: var(--h4) } .h5
  { fill: var(--h5) }
@media (max-width: 40rem) { body { padding: .8rem } .options { font-size: .75rem }
  .options th, .options td { padding: .25rem .3rem }
  .options tr > :nth-child(3):not([colspan]), .options tr > :nth-child(7) { display: none } }
@page { size: A4; margin: 15mm }
@media print { body { max-width: none; padding: 0; font-size: 10pt } .scrolls { overflow: visible }
  section { break-inside: auto } svg, tr { break-inside: avoid } h2 { break-after: avoid } table
    { font-size: 8pt }
  th, td { padding: .15rem .3rem } }
"""
