import numpy as np


def mean_energy_grad(depth, radius, positions, velocities, box, dt, steps):
    """Gradient of mean_energy with respect to depth, radius (reverse mode), from
    particles.py:47.
    """
    # forward sweep
    tape = []
    t_tape = []
    t_tape_1 = []
    tape_1 = []
    t_tape_2 = []
    size = box.size
    cutoff = box.cutoff
    skin = box.skin
    positions = positions.copy()
    velocities = velocities.copy()
    items = []
    for i in range(len(positions) - 1):
        t = i + 1
        t_1 = positions[t:] - positions[i]
        shift = t_1 - size * np.round(t_1 / size)
        distance = np.sqrt(np.sum(shift**2, axis=1))
        items.append(t + np.flatnonzero(distance < cutoff + skin))
    force = np.zeros_like(positions)
    t = len(items)
    for i in range(t):
        t_1 = items[i]
        t_tape_2.append(t_1)
        for i_1 in range(len(t_1)):
            t_2 = t_1[i_1]
            t_3 = positions[t_2] - positions[i]
            shift = t_3 - size * np.round(t_3 / size)
            squared = shift @ shift
            tape_1.append((shift, squared))
            if not squared >= cutoff**2:
                ratio = (radius**2 / squared) ** 3
                push = 24.0 * depth * (2.0 * ratio**2 - ratio) / squared * shift
                force[i] -= push
                force[t_2] += push
    for n in range(steps):
        t_1 = 0.5 * dt
        velocities += t_1 * force
        positions += dt * velocities
        if n % 3 == 2:
            items = []
            for i in range(len(positions) - 1):
                t_2 = i + 1
                t_3 = positions[t_2:] - positions[i]
                shift = t_3 - size * np.round(t_3 / size)
                distance = np.sqrt(np.sum(shift**2, axis=1))
                items.append(t_2 + np.flatnonzero(distance < cutoff + skin))
        force = np.zeros_like(positions)
        t_2 = len(items)
        t_tape_1.append(t_2)
        for i in range(t_2):
            t_2 = items[i]
            t_tape.append(t_2)
            for i_1 in range(len(t_2)):
                t_3 = t_2[i_1]
                t_4 = positions[t_3] - positions[i]
                shift = t_4 - size * np.round(t_4 / size)
                squared = shift @ shift
                tape.append((shift, squared))
                if not squared >= cutoff**2:
                    ratio = (radius**2 / squared) ** 3
                    push = 24.0 * depth * (2.0 * ratio**2 - ratio) / squared * shift
                    force[i] -= push
                    force[t_3] += push
        velocities += t_1 * force
    # reverse sweep
    t_1 = 1.0 / steps
    positions_bar = np.zeros(positions.shape)
    velocities_bar = np.zeros(velocities.shape)
    force_bar = np.zeros(force.shape)
    depth_bar = 0.0
    radius_bar = 0.0
    for _ in range(steps):
        t_2 = t_tape_1.pop()
        t_3 = 0.5 * dt
        force_bar += t_3 * velocities_bar
        for i in range(t_2 - 1, -1, -1):
            t_2 = t_tape.pop()
            for i_1 in range(len(t_2) - 1, -1, -1):
                shift, squared = tape.pop()
                t_4 = t_2[i_1]
                if squared >= cutoff**2:
                    shift_bar = np.zeros(shift.shape)
                    squared_bar = 0.0
                else:
                    t_5 = radius**2 / squared
                    ratio = t_5**3
                    t_6 = ratio**2
                    t_7 = 24.0 * depth
                    t_8 = 2.0 * t_6 - ratio
                    t_9 = t_7 * t_8 / squared
                    push_bar = force_bar[t_4] - force_bar[i]
                    t_bar = push_bar.dot(shift)
                    shift_bar = t_9 * push_bar
                    t_10 = t_bar / squared
                    t_7 *= t_10
                    t_11 = 4.0 * depth * t_1
                    ratio_bar = 2.0 * ratio * (2.0 * t_7 + t_11) - (t_7 + t_11)
                    depth_bar = (
                        depth_bar + 24.0 * t_10 * t_8 + 4.0 * t_1 * (t_6 - ratio)
                    )
                    t_6 = 3.0 * t_5**2 * ratio_bar
                    squared_bar = -(t_9 * t_bar / squared + t_5 * t_6 / squared)
                    radius_bar += 2.0 * radius * (t_6 / squared)
                shift_bar = shift_bar + 2.0 * squared_bar * shift
                positions_bar[i] -= shift_bar
                positions_bar[t_4] += shift_bar
        velocities_bar += dt * positions_bar
        force_bar = t_3 * velocities_bar
    for i in range(t - 1, -1, -1):
        t = t_tape_2.pop()
        for i_1 in range(len(t) - 1, -1, -1):
            shift, squared = tape_1.pop()
            t_1 = t[i_1]
            if not squared >= cutoff**2:
                t_2 = radius**2 / squared
                ratio = t_2**3
                t_1 = (force_bar[t_1] - force_bar[i]).dot(shift) / squared
                t_3 = 24.0 * depth * t_1
                depth_bar += 24.0 * t_1 * (2.0 * ratio**2 - ratio)
                t_1 = 6.0 * radius * (t_2**2 * (4.0 * ratio * t_3 - t_3) / squared)
                radius_bar += t_1
    return depth_bar, radius_bar
