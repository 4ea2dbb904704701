"""From facts and calculus to a new function: the tangent (forward mode) and the adjoint (reverse mode) of core."""
