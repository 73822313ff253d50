"""Bounded confidence: people move towards those they meet, if these are not too far away already."""

import grayzone as gz


class BoundedConfidence(gz.Mechanism):
    """Two people meet; if their opinions lie within reach of each other, one moves some way towards the other.

    It does not say that anybody is pushed away: beyond the reach a meeting leaves no trace.

    Source: the form is that of Deffuant, Neau, Amblard and Weisbuch (2000), one-sided here. Assumed: all numbers.
    """

    meetings = gz.parameter("0.5 / day", bounds=("0 / day", "5 / day"), assumed="one talk that matters every other day")
    step = gz.parameter(0.4, bounds=(0, 1), assumed="less than half of the way at once")
    reach = gz.parameter(0.2, bounds=(0.01, 1), assumed="a fifth of all there is to think")

    @gz.encounter("opinion", rate="meetings")
    def talk(mine, theirs, step, reach):
        return mine + step * (theirs - mine) if abs(theirs - mine) < reach else mine
