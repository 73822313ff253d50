"""The language: what a mechanism may say, how it is read, and what is made of it.

A mechanism declares parameters and views, and a few small scalar functions whose argument names are its
wiring. The reader turns them into one expression graph; engines, the causal map, the ODD document and the
explanation are all made from that graph, so that they cannot disagree.
"""
