"""A rumour: it passes from those who believe it to those they know, and is dropped again."""

import grayzone as gz


class Rumour(gz.Mechanism):
    """Who hears a rumour from several of their own people comes to believe it; most come to doubt it later.

    It does not say whether the rumour is true, nor what those who believe it do.

    Assumed: hearing it from half of one's ties persuades twice as fast as from a quarter.
    """

    passing = gz.parameter(
        "0.2 / day", bounds=("0 / day", "5 / day"), assumed="five days if everybody around me believes it"
    )
    doubting = gz.parameter("0.1 / day", bounds=("0 / day", "1 / day"), assumed="ten days of belief")
    believers = gz.share("believing", ties="all")

    @gz.jump("unaware", "believing")
    def hear(passing, believers):
        return passing * believers

    @gz.jump("believing", "doubting")
    def doubt(doubting):
        return doubting
