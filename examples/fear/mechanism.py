"""Fear with a long tail: sharp on the first days, and still there when the papers have moved on."""

from math import log1p

import grayzone as gz


class LongFear(gz.Mechanism):
    """An attack frightens people; fear falls fast, then ever more slowly, and makes people wary meanwhile.

    It does not say that those who fear are hostile: fear moves people to the edge of the zone, no further.

    Assumed: all numbers, and that a deadlier attack frightens more, but far less than in proportion.
    """

    size = gz.parameter(1.0, bounds=(0, 5), assumed="the unit: fear after an attack in which nobody dies")
    scale = gz.parameter("6 days", bounds=("3 days", "20 days"), assumed="half is gone within a week")
    exponent = gz.parameter(1.5, bounds=(1.2, 2), assumed="a tail of months")
    alarm = gz.parameter("0.02 / day", bounds=("0 / day", "1 / day"), assumed="one in fifty a day at fear 1")
    calming = gz.parameter("0.02 / day", bounds=("0.001 / day", "1 / day"), assumed="fifty days on the edge")

    fear = gz.signal("fear", memory=gz.long_tail("scale", "exponent"), about="fear of further attacks")
    killed = gz.mark("killed", unit="person")

    @gz.drift("fear", on="attack")
    def frighten(size, killed):
        return size * (1 + log1p(killed) / 4)

    @gz.jump("indifferent", "wary", ladder="host")
    def grow_wary(alarm, fear):
        return alarm * fear

    @gz.jump("wary", "indifferent", ladder="host")
    def calm_down(calming):
        return calming
