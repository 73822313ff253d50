"""Self-exciting incidents: each makes another more likely for some days, and the wave ends by itself."""

import grayzone as gz


class CopyCats(gz.Mechanism):
    """Incidents against a community are copied for some days, and its people withdraw meanwhile.

    It does not say why one follows another: a series that looks copied may follow a cause that moves.

    Equation: intensity = base + copied / lifetime * sum over past incidents of exp(-days since / lifetime).
    Assumed: all numbers.
    """

    base = gz.parameter("0.5 / day", bounds=("0 / day", "5 / day"), assumed="every other day, uncopied")
    copied = gz.parameter(0.5, bounds=(0, 0.95), assumed="each incident sets off half of another")
    lifetime = gz.parameter("10 days", bounds=("1 day", "60 days"), assumed="talk of it lasts ten days")
    shying = gz.parameter("0.001 / day", bounds=("0 / day", "0.1 / day"), assumed="one in a thousand")
    returning = gz.parameter("0.02 / day", bounds=("0 / day", "1 / day"), assumed="fifty days indoors")

    echo = gz.signal("echo", memory=gz.fading("lifetime"), about="incidents that are still talked of")

    @gz.event("incident", each="community", ladder="target")
    def happen(base, copied, lifetime, echo):
        return base + copied * echo / lifetime

    @gz.drift("echo", on="incident")
    def be_told(own):
        return own

    @gz.jump("at_home", "withdrawn", ladder="target")
    def withdraw(shying, echo):
        return shying * echo

    @gz.jump("withdrawn", "at_home", ladder="target")
    def come_back(returning):
        return returning
