"""A call to calm: the whole of an own mechanism."""

import grayzone as gz


class CallToCalm(gz.Mechanism):
    """Trusted voices ask people to calm down; trust decides how many do.

    It does not say who is trusted, nor that a call works where nobody is.

    Assumed: the saturating form, and both numbers.
    """

    rate = gz.parameter("0.15 / day", bounds=("0 / day", "2 / day"), assumed="ten days for those who trust")
    half = gz.parameter(0.4, bounds=(0.01, 1), assumed="where the effect is half; no study found")
    trust = gz.trait("trust")
    call = gz.signal("call_to_calm")

    @gz.jump("hostile", "wary", ladder="host")
    def calm_down(rate, half, trust, call):
        return rate * call * trust / (half + trust)
