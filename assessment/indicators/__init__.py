"""The indicator engine: facts in, exact numbers and the lists behind them out.

Pure: no Django, no clock, no settings. `engine` is the entrance; `observations` and
`vocabulary` say what goes in, `registry` lists the indicators.
"""
