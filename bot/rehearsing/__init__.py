"""`waypost simulate --rehearse`: a cohort lives through a programme in the service itself, on a clock that runs ahead.

`stage` is a house of its own with a letter box in the place of each chat, `cast` brings the people into it, `playing` has them
answer by the habits of the simulation, `saying` finds what to press for what they mean, `seen` reads what came of it.
"""
