"""Two mechanisms for the scenarios of this folder: small, and independent of what the library holds."""

from grayzone.language.effects import drift, event, jump
from grayzone.language.mechanism import Mechanism
from grayzone.language.memory import fading
from grayzone.language.parameters import parameter
from grayzone.language.variables import lever, mark, signal


class Alarm(Mechanism):
    """Attacks alarm people, and alarm fades."""

    size = parameter(0.1, bounds=(0, 10), assumed="for the test")
    often = parameter("0.01 / day", bounds=("0 / day", "1 / day"), assumed="for the test")
    lifetime = parameter("10 days", bounds=("1 day", "100 days"), assumed="for the test")
    alarm = signal("alarm", memory=fading("lifetime"))
    killed = mark("killed", of="attack")
    crackdown = lever("crackdown")

    @drift("alarm", on="attack")
    def rise(size, killed):
        return size * (1 + killed)

    @event("attack")
    def strike(often, crackdown):
        return often * (1 - crackdown)


class CallToCalm(Mechanism):
    """Trusted voices ask people to calm down."""

    rate = parameter("0.15 / day", bounds=("0 / day", "2 / day"), assumed="for the test")
    call = signal("call_to_calm")
    norm = lever("unity_norm")

    @jump("wary", "indifferent", ladder="host")
    def calm(rate, call, norm):
        return rate * (call + norm)
