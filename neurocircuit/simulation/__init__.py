"""Behaviour: patterns of input values, engines that evaluate them exactly, clocked runs, traces of nets."""
