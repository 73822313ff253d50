"""Workload W1 as others would write it: the peers against which the library is measured."""
