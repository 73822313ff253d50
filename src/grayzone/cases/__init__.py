"""The bundled cases: real places and years, as plain folders of aggregate figures with their sources.

Called as ``grayzone.cases()`` the room returns the names of all cases.
"""

from ..ground.rooms import answer_calls

answer_calls(__name__, "case:names")
