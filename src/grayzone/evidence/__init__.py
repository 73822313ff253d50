"""What studies found, how strongly, and what speaks against it; every parameter cites a claim."""

from .claim import Citation, Claim, Interval
from .ledger import Ledger, Row
from .prior import Distribution, Prior

__all__ = ["Citation", "Claim", "Distribution", "Interval", "Ledger", "Prior", "Row"]
