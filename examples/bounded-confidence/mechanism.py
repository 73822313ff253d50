"""Bounded confidence: people move towards those they meet, if these are not too far away already."""

import grayzone as gz


class BoundedConfidence(gz.Mechanism):
    """Two people talk; if they feel alike enough, one moves some way towards the other; the cold grow wary.

    It does not say that anybody is pushed away: beyond the reach a talk leaves no trace.

    Source: the form of the talk is that of Deffuant, Neau, Amblard and Weisbuch (2000), one-sided here.
    Assumed: all numbers, and that warmth decides who is wary.
    """

    talks = gz.parameter("0.5 / day", bounds=("0 / day", "5 / day"), assumed="one every other day")
    step = gz.parameter(0.4, bounds=(0, 1), assumed="less than half of the way at once")
    reach = gz.parameter(0.15, bounds=(0.01, 1), assumed="a seventh of all there is to feel")
    cold = gz.parameter(0.3, bounds=(0, 1), assumed="below it people keep away from each other")
    pace = gz.parameter("0.1 / day", bounds=("0 / day", "1 / day"), assumed="ten days until it shows")
    warmth = gz.trait("warmth")

    @gz.encounter("warmth", rate="talks")
    def talk(mine, theirs, step, reach):
        return mine + step * (theirs - mine) if abs(theirs - mine) < reach else mine

    @gz.jump("indifferent", "wary", ladder="host")
    def keep_away(pace, cold, warmth):
        return pace if warmth < cold else 0.0 * pace

    @gz.jump("wary", "indifferent", ladder="host")
    def come_near(pace, cold, warmth):
        return 0.0 * pace if warmth < cold else pace
