"""Numbers of the command line that are refused where they make no sense."""
from __future__ import annotations

import argparse
import math


def number(kind, least: float, most: float = math.inf, above: bool = False):
    """A number from `least`, or above it, to `most`."""

    def read(text: str):
        value = kind(text)
        if not (least < value if above else least <= value) or not value <= most or not math.isfinite(value):
            raise argparse.ArgumentTypeError(f"{text} is not {'above' if above else 'at least'} {least}" + (f" and at most {most}" if most < math.inf else ""))
        return value

    read.__name__ = kind.__name__
    return read
