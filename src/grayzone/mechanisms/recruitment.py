"""Recruitment: from alienated to sympathiser to mobilised, mostly through people one knows."""

# A mechanism's functions are formulas: their arguments are numbers, and none of them is self.
# mypy: allow-untyped-defs, no-check-untyped-defs

from __future__ import annotations

from ..language.effects import jump
from ..language.mechanism import Mechanism
from ..language.parameters import parameter
from ..language.priors import lognormal, uniform
from ..language.variables import share


class Recruitment(Mechanism):
    """Of those who are alienated a few come to sympathise with the organisation, and of these a few join it.

    A part of it goes over ties within the community: who knows sympathisers is the more likely to become
    one.  Most turn away again; some of the mobilised leave to join abroad, and some of those return,
    alienated.

    It does not say that alienation makes violent: at the usual rates about one in ten thousand of the
    community joins in a year.  Nothing is known here of who they are, and no series informs these rates.

    Equation: with peers = (sympathisers + mobilised among my ties within) / usual, out at the usual rate
    times 1 - over_ties + over_ties peers; back at ``cooling`` and ``quitting``; usual rates keep the
    usual shares.

    Source: the skeleton is that of compartment models of radicalisation; all sizes are assumed.
    """

    usual_alienated = parameter(0.036, bounds=(0.0001, 0.9), assumed="as in alienation")
    usual_left = parameter(0.005, bounds=(0.00001, 0.5), assumed="as in alienation")
    usual_sympathiser = parameter(
        0.00395,
        bounds=(1e-6, 0.5),
        assumed="four in a thousand; surveys of sympathy differ tenfold with wording",
    )
    usual_mobilised = parameter(
        0.00005,
        bounds=(1e-6, 0.5),
        assumed="five in a hundred thousand, the order of known supporters in Western countries around 2015",
    )
    cooling = parameter(
        "0.008 / day",
        bounds=("0.0001 / day", "0.1 / day"),
        prior=lognormal(0.008, 0.5),
        assumed="sympathy lasts four months unless it is kept up",
        about="sympathisers who turn away a day",
    )
    quitting = parameter(
        "0.006 / day",
        bounds=("0.0001 / day", "0.1 / day"),
        prior=lognormal(0.006, 0.5),
        assumed="half a year of activity, then most quit or are caught",
        about="mobilised people who quit a day",
    )
    departing = parameter(
        "0.001 / day",
        bounds=("0 / day", "0.1 / day"),
        prior=lognormal(0.001, 0.7),
        assumed="one in seven of the mobilised leaves to join abroad",
        about="mobilised people who leave a day",
    )
    over_ties = parameter(
        0.3,
        bounds=(0, 0.9),
        prior=uniform(0.1, 0.5),
        assumed="case studies say that most recruitment goes over people one knows, but much of that is "
        "who is alienated anyway; no study gives a rate",
        about="share of recruitment that goes over ties",
    )

    sympathisers = share("sympathiser", ties="within")
    active = share("mobilised", ties="within")

    @jump("alienated", "sympathiser", ladder="target")
    def win_over(
        usual_alienated,
        usual_sympathiser,
        usual_mobilised,
        cooling,
        departing,
        over_ties,
        sympathisers,
        active,
    ):
        usual = (cooling * usual_sympathiser + departing * usual_mobilised) / usual_alienated
        peers = (sympathisers + active) / (usual_sympathiser + usual_mobilised)
        return usual * (1.0 - over_ties + over_ties * peers)

    @jump("sympathiser", "mobilised", ladder="target")
    def join(usual_sympathiser, usual_mobilised, quitting, departing, over_ties, sympathisers, active):
        usual = (quitting + departing) * usual_mobilised / usual_sympathiser
        peers = (sympathisers + active) / (usual_sympathiser + usual_mobilised)
        return usual * (1.0 - over_ties + over_ties * peers)

    @jump("sympathiser", "alienated", ladder="target")
    def cool(cooling):
        return cooling

    @jump("mobilised", "sympathiser", ladder="target")
    def quit_activity(quitting):
        return quitting

    @jump("mobilised", "left", ladder="target")
    def join_abroad(departing):
        return departing

    @jump("left", "alienated", ladder="target")
    def return_from_joining(departing, usual_mobilised, usual_left):
        return departing * usual_mobilised / usual_left
