"""Self-exciting incidents: each makes another more likely for some days, and the wave ends by itself."""

import grayzone as gz


class CopyCats(gz.Mechanism):
    """Incidents against a community come at a low rate; each is copied for some days, on average less than once.

    It does not say why one incident follows another. A series that looks like copying may as well follow a cause
    that moves (see the concept page on events).

    Equation: intensity = base + copied / lifetime * sum over past incidents of exp(-days since / lifetime).
    """

    base = gz.parameter("0.5 / day", bounds=("0 / day", "5 / day"), assumed="an incident every other day without copying")
    copied = gz.parameter(0.5, bounds=(0, 0.95), assumed="each incident sets off half of another")
    lifetime = gz.parameter("10 days", bounds=("1 day", "60 days"), assumed="news of it lasts ten days")

    echo = gz.signal("echo", memory=gz.fading("lifetime"), about="incidents that are still talked of")

    @gz.event("incident", each="community", ladder="target")
    def happen(base, copied, lifetime, echo):
        return base + copied * echo / lifetime

    @gz.drift("echo", on="incident")
    def be_told(own):
        return own
