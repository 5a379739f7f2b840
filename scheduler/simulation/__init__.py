"""A cohort's weeks are lived through in advance, person by person, with the real plan and answers that are drawn.

`people` says who they are, `habits` whether and when they answer, `saying` what, `life` is one person's weeks, `moved` what the calendar
does to them, `tally` what is counted, `load` how the platform's pace spreads what falls due; `crowd` does it for many who are alike.
"""
