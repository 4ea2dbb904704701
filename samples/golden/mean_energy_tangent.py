import numpy as np


def mean_energy_tangent(
    depth, radius, positions, velocities, box, dt, steps, depth_dot, radius_dot
):
    """Tangent of mean_energy with respect to depth, radius (forward mode), from
    particles.py:47.
    """
    size = box.size
    cutoff = box.cutoff
    skin = box.skin
    positions_1 = positions.copy()
    velocities_1 = velocities.copy()
    items = []
    for i in range(len(positions_1) - 1):
        t = i + 1
        t_1 = positions_1[t:] - positions_1[i]
        shift = t_1 - size * np.round(t_1 / size)
        distance = np.sqrt(np.sum(shift**2, axis=1))
        items.append(t + np.flatnonzero(distance < cutoff + skin))
    force = np.zeros_like(positions_1)
    t = positions.shape
    force_dot = np.zeros(t)
    for i in range(len(items)):
        t_1 = items[i]
        for i_1 in range(len(t_1)):
            t_2 = t_1[i_1]
            t_3 = positions_1[t_2] - positions_1[i]
            shift = t_3 - size * np.round(t_3 / size)
            squared = shift @ shift
            if not squared >= cutoff**2:
                t_3 = radius**2 / squared
                ratio = t_3**3
                ratio_dot = 6.0 * t_3**2 * (radius * radius_dot / squared)
                t_3 = 24.0 * depth
                t_4 = 2.0 * ratio**2 - ratio
                t_dot = (
                    24.0 * depth_dot * t_4 + t_3 * (4.0 * ratio * ratio_dot - ratio_dot)
                )
                push = t_3 * t_4 / squared * shift
                push_dot = t_dot / squared * shift
                force[i] -= push
                force_dot[i] -= push_dot
                force[t_2] += push
                force_dot[t_2] += push_dot
    positions_dot = np.zeros(t)
    velocities_dot = np.zeros(velocities.shape)
    total = 0.0
    total_dot = 0.0
    for n in range(steps):
        t = 0.5 * dt
        velocities_1 += t * force
        velocities_dot += t * force_dot
        positions_1 += dt * velocities_1
        positions_dot += dt * velocities_dot
        if n % 3 == 2:
            items = []
            for i in range(len(positions_1) - 1):
                t_1 = i + 1
                t_2 = positions_1[t_1:] - positions_1[i]
                shift = t_2 - size * np.round(t_2 / size)
                distance = np.sqrt(np.sum(shift**2, axis=1))
                items.append(t_1 + np.flatnonzero(distance < cutoff + skin))
        force = np.zeros_like(positions_1)
        force_dot = np.zeros(force.shape)
        energy = 0.0
        energy_dot = 0.0
        for i in range(len(items)):
            t_1 = items[i]
            for i_1 in range(len(t_1)):
                t_2 = t_1[i_1]
                t_3 = positions_1[t_2] - positions_1[i]
                t_dot = positions_dot[t_2] - positions_dot[i]
                shift = t_3 - size * np.round(t_3 / size)
                squared = shift @ shift
                squared_dot = t_dot @ shift + shift @ t_dot
                if not squared >= cutoff**2:
                    t_3 = radius**2 / squared
                    t_dot_1 = (2.0 * radius * radius_dot - t_3 * squared_dot) / squared
                    ratio = t_3**3
                    ratio_dot = 3.0 * t_3**2 * t_dot_1
                    t_3 = 4.0 * depth
                    t_4 = ratio**2
                    t_dot_1 = 2.0 * ratio * ratio_dot
                    t_5 = t_4 - ratio
                    t_dot_2 = 4.0 * depth_dot * t_5 + t_3 * (t_dot_1 - ratio_dot)
                    energy += t_3 * t_5
                    energy_dot += t_dot_2
                    t_3 = 24.0 * depth
                    t_4 = 2.0 * t_4 - ratio
                    t_dot_1 = 24.0 * depth_dot * t_4 + t_3 * (2.0 * t_dot_1 - ratio_dot)
                    t_3 = t_3 * t_4 / squared
                    push = t_3 * shift
                    push_dot = (
                        (t_dot_1 - t_3 * squared_dot) / squared * shift + t_3 * t_dot
                    )
                    force[i] -= push
                    force_dot[i] -= push_dot
                    force[t_2] += push
                    force_dot[t_2] += push_dot
        velocities_1 += t * force
        velocities_dot += t * force_dot
        total += energy
        total_dot += energy_dot
    return total / steps, total_dot / steps
