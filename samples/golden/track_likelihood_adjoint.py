import numpy as np
from samples.extended_kalman import Noise


def track_likelihood_grad(noise, commands, sightings, landmarks, dt):
    """Gradient of track_likelihood with respect to noise (reverse mode), from
    extended_kalman.py:57.
    """
    # forward sweep
    drive = noise.drive
    turn = noise.turn
    distance = noise.distance
    bearing = noise.bearing
    commands_0 = commands[0]
    commands_0_0 = commands_0[0]
    commands_0_1 = commands_0[1]
    commands_1 = commands[1]
    commands_1_0 = commands_1[0]
    commands_1_1 = commands_1[1]
    commands_2 = commands[2]
    commands_2_0 = commands_2[0]
    commands_2_1 = commands_2[1]
    commands_3 = commands[3]
    commands_3_0 = commands_3[0]
    commands_3_1 = commands_3[1]
    t = sightings[1][0]
    t_1 = sightings[3]
    t_2 = t_1[0]
    t_1 = t_1[1]
    tree = landmarks["tree"]
    door = landmarks["door"]
    t_3 = np.zeros(3)
    t_4 = np.eye(3)
    t_5 = t_3[2]
    t_6 = dt * commands_0_0
    t_7 = t_6 * np.cos(t_5)
    t_8 = np.sin(t_5)
    moved = np.array([t_3[0] + t_7, t_3[1] + t_6 * t_8, t_5 + dt * commands_0_1])
    F = np.eye(3)
    t_3 = -dt
    F[0, 2] = t_3 * commands_0_0 * t_8
    F[1, 2] = t_7
    t_5 = drive**2 * dt
    Q = np.diag([t_5, t_5, turn**2 * dt])
    t_5 = moved[2]
    t_6 = dt * commands_1_0
    t_7 = t_6 * np.cos(t_5)
    t_8 = np.sin(t_5)
    moved = np.array([moved[0] + t_7, moved[1] + t_6 * t_8, t_5 + dt * commands_1_1])
    F_1 = np.eye(3)
    F_1[0, 2] = t_3 * commands_1_0 * t_8
    F_1[1, 2] = t_7
    t_5 = F_1.T
    t_6 = F_1 @ (F @ (0.1 * t_4) @ F.T + Q) @ t_5 + Q
    t_7 = tree - moved[:2]
    t_8 = t_7[0]
    t_7 = t_7[1]
    squared = t_8**2 + t_7**2
    range_ = np.sqrt(squared)
    angle = t[2] - np.arctan2(t_7, t_8) + moved[2]
    while angle > np.pi:
        angle -= 2 * np.pi
    while angle < -np.pi:
        angle += 2 * np.pi
    residual = np.array([t[1] - range_, angle])
    t = -t_8
    H = np.array([[t / range_, -t_7 / range_, 0.0], [t_7 / squared, t / squared, -1.0]])
    t = H @ t_6
    t_7 = H.T
    t_8 = np.diag([distance**2, bearing**2])
    S = t @ t_7 + t_8
    t = np.linalg.solve(S, t).T
    t_9 = moved + t @ residual
    t_10 = t_4 - t @ H
    t_11 = t_10 @ t_6
    t_12 = t_9[2]
    t_13 = dt * commands_2_0
    t_14 = np.cos(t_12)
    t_15 = t_13 * t_14
    t_16 = np.sin(t_12)
    t_13 *= t_16
    moved_1 = np.array([t_9[0] + t_15, t_9[1] + t_13, t_12 + dt * commands_2_1])
    F = np.eye(3)
    t_9 = t_3 * commands_2_0
    F[0, 2] = t_9 * t_16
    F[1, 2] = t_15
    t_12 = F @ t_11
    t_16 = F.T
    t_17 = t_12 @ t_16 + Q
    t_18 = moved_1[2]
    t_19 = dt * commands_3_0
    t_20 = np.cos(t_18)
    t_21 = t_19 * t_20
    t_22 = np.sin(t_18)
    t_19 *= t_22
    moved_2 = np.array([moved_1[0] + t_21, moved_1[1] + t_19, t_18 + dt * commands_3_1])
    F = np.eye(3)
    t_3 *= commands_3_0
    F[0, 2] = t_3 * t_22
    F[1, 2] = t_21
    t_18 = F @ t_17
    t_22 = F.T
    t_23 = t_18 @ t_22 + Q
    t_24 = tree - moved_2[:2]
    t_25 = t_24[0]
    t_26 = t_24[1]
    squared = t_25**2 + t_26**2
    range_ = np.sqrt(squared)
    angle = t_2[2] - np.arctan2(t_26, t_25) + moved_2[2]
    while angle > np.pi:
        angle -= 2 * np.pi
    while angle < -np.pi:
        angle += 2 * np.pi
    residual_1 = np.array([t_2[1] - range_, angle])
    t_2 = -t_25
    t_27 = t_2 / range_
    t_28 = -t_26 / range_
    t_29 = t_26 / squared
    t_2 /= squared
    H = np.array([[t_27, t_28, 0.0], [t_29, t_2, -1.0]])
    t_30 = H @ t_23
    t_31 = H.T
    S_1 = t_30 @ t_31 + t_8
    t_32 = np.linalg.solve(S_1, t_30).T
    t_33 = moved_2 + t_32 @ residual_1
    t_4 = t_4 - t_32 @ H
    t_34 = t_4 @ t_23
    t_35 = np.linalg.solve(S_1, residual_1)
    t_36 = door - t_33[:2]
    t_37 = t_36[0]
    t_38 = t_36[1]
    squared_1 = t_37**2 + t_38**2
    range__1 = np.sqrt(squared_1)
    angle = t_1[2] - np.arctan2(t_38, t_37) + t_33[2]
    while angle > np.pi:
        angle -= 2 * np.pi
    while angle < -np.pi:
        angle += 2 * np.pi
    residual_2 = np.array([t_1[1] - range__1, angle])
    t_1 = -t_37
    t_33 = t_1 / range__1
    t_39 = -t_38 / range__1
    t_40 = t_38 / squared_1
    t_1 /= squared_1
    H = np.array([[t_33, t_39, 0.0], [t_40, t_1, -1.0]])
    t_41 = H @ t_34
    t_42 = H.T
    S_2 = t_41 @ t_42 + t_8
    t_8 = np.linalg.solve(S_2, residual_2)
    # reverse sweep
    t_43 = np.linalg.solve(S_2.T, -0.5 * residual_2)
    residual_bar = -0.5 * t_8 + t_43
    t_8 = t_43[..., None] * t_8[..., None, :] + 0.5 * np.linalg.inv(S_2).T
    t_43 = np.diag(-t_8)
    t_44 = 2.0 * bearing
    t_45 = 2.0 * distance
    t_46 = t_8 @ t_42.T
    t_42 = t_42 @ t_46
    H_bar = (-(t_41.T @ t_8)).T - t_46 @ t_34.T
    t_8 = H_bar[0, 0]
    t_34 = H_bar[0, 1]
    t_41 = H_bar[1, 0]
    t_46 = H_bar[1, 1]
    t_47 = residual_bar[1]
    t_48 = -t_47
    r2 = squared_1 + (squared_1 == 0)
    t_33 = (
        0.5
        / range__1
        * (t_39 * t_34 / range__1 + t_33 * t_8 / range__1 + residual_bar[0])
    )
    squared_bar = -(t_1 * t_46 / squared_1 + t_40 * t_41 / squared_1 + t_33)
    t_bar = np.zeros(t_36.shape)
    t_bar[1] += (
        t_41 / squared_1 - t_34 / range__1 + t_37 * t_48 / r2 + 2.0 * t_38 * squared_bar
    )
    t_bar[0] += (
        2.0 * t_37 * squared_bar
        - (t_46 / squared_1 + t_8 / range__1 + t_38 * t_48 / r2)
    )
    t_1 = S_1.T
    t_8 = np.linalg.solve(t_1, -0.5 * residual_1)
    t_33 = t_8[..., None] * t_35[..., None, :] + 0.5 * np.linalg.inv(S_1).T
    t_23 = t_23.T
    t_34 = t_42 @ t_23
    t_36 = t_32.T
    moved_bar = np.zeros(moved_2.shape)
    moved_bar[2] += t_47
    moved_bar[:2] -= t_bar
    residual_bar = -0.5 * t_35 + t_8 + t_36 @ moved_bar
    t_1 = np.linalg.solve(t_1, (moved_bar[..., None] * residual_1 + t_34 @ t_31).T)
    t_8 = t_33 + t_1 @ t_32
    t_32 = np.diag(-t_8)
    t_33 = t_8 @ t_31.T
    H_bar = t_1 @ t_23 + t_36 @ t_34 + (-(t_30.T @ t_8)).T - t_33 @ t_23
    t_bar = t_31 @ t_1 - t_4.T @ t_42 - t_31 @ t_33
    t_1 = H_bar[0, 0]
    t_4 = H_bar[0, 1]
    t_8 = H_bar[1, 0]
    t_23 = H_bar[1, 1]
    t_30 = residual_bar[1]
    moved_bar[2] += t_30
    t_30 = -t_30
    r2 = squared + (squared == 0)
    t_27 = 0.5 / range_ * (t_28 * t_4 / range_ + t_27 * t_1 / range_ + residual_bar[0])
    squared_bar = -(t_2 * t_23 / squared + t_29 * t_8 / squared + t_27)
    t_bar_1 = np.zeros(t_24.shape)
    t_bar_1[1] += (
        t_8 / squared - t_4 / range_ + t_25 * t_30 / r2 + 2.0 * t_26 * squared_bar
    )
    t_bar_1[0] += (
        2.0 * t_25 * squared_bar - (t_23 / squared + t_1 / range_ + t_26 * t_30 / r2)
    )
    moved_bar[:2] -= t_bar_1
    t_bar_1 = t_bar @ t_22.T
    t_bar_2 = t_22 @ t_bar_1
    F_bar = (t_18.T @ t_bar).T + t_bar_1 @ t_17.T
    t_1 = np.diag(t_bar)
    t_2 = 2.0 * turn
    t_4 = 2.0 * drive
    t_8 = t_19 * F_bar[1, 2]
    F_bar[1, 2] = 0.0
    t_17 = moved_bar[0]
    t_18 = moved_bar[1]
    t_bar = t_bar_2 @ t_16.T
    t_bar_1 = t_16 @ t_bar
    F_bar_1 = (t_12.T @ t_bar_2).T + t_bar @ t_11.T
    t_11 = np.diag(t_bar_2)
    drive_bar = t_4 * t_1[1] * dt + t_4 * t_1[0] * dt + t_4 * t_11[1] * dt
    t_12 = t_13 * F_bar_1[1, 2]
    F_bar_1[1, 2] = 0.0
    moved_bar_1 = np.zeros(moved_1.shape)
    moved_bar_1[2] += (
        t_20 * t_3 * F_bar[0, 2] - t_8 + moved_bar[2] + t_21 * t_18 - t_19 * t_17
    )
    moved_bar_1[1] += t_18
    moved_bar_1[0] += t_17
    t_3 = moved_bar_1[0]
    t_8 = moved_bar_1[1]
    t_16 = S.T
    t_17 = np.linalg.solve(t_16, -0.5 * residual)[..., None]
    t_17 = t_17 * np.linalg.solve(S, residual)[..., None, :]
    t_bar = np.zeros(moved.shape)
    t_bar[2] += (
        t_14 * t_9 * F_bar_1[0, 2] - t_12 + moved_bar_1[2] + t_15 * t_8 - t_13 * t_3
    )
    t_bar[1] += t_8
    t_bar[0] += t_3
    t_bar = (t_bar[..., None] * residual - t_bar_1 @ t_6.T @ t_7).T
    t_3 = np.linalg.solve(t_16, t_bar)
    t = t_17 + 0.5 * np.linalg.inv(S).T + t_3 @ t
    t_6 = np.diag(-t)
    bearing_bar = t_44 * t_43[1] + t_44 * t_32[1] + t_44 * t_6[1]
    distance_bar = t_45 * t_43[0] + t_45 * t_32[0] + t_45 * t_6[0]
    t_bar = t_10.T @ t_bar_1 + t_7 @ t_3 - t_7 @ (t @ t_7.T)
    t = np.diag(t_bar)
    turn_bar = t_2 * t_1[2] * dt + t_2 * t_11[2] * dt + t_2 * t[2] * dt
    drive_bar = drive_bar + t_4 * t_11[0] * dt + t_4 * t[1] * dt
    t_1 = np.diag(t_5 @ (t_bar @ t_5.T))
    drive_bar = drive_bar + t_4 * t[0] * dt + t_4 * t_1[1] * dt
    drive_bar += t_4 * t_1[0] * dt
    return Noise(
        drive=drive_bar,
        turn=turn_bar + t_2 * t_1[2] * dt,
        distance=distance_bar,
        bearing=bearing_bar,
    )
