"""`scipy.interpolate`: splines in where they are evaluated, and in the values at their nodes where they are linear."""

from __future__ import annotations
