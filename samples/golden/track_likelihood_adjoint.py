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
    t_12 = 2 * np.pi
    t_13 = t_9[2]
    t_14 = dt * commands_2_0
    t_15 = np.cos(t_13)
    t_16 = t_14 * t_15
    t_17 = np.sin(t_13)
    t_18 = t_14 * t_17
    moved_1 = np.array([t_9[0] + t_16, t_9[1] + t_18, t_13 + dt * commands_2_1])
    F = np.eye(3)
    t_9 = t_3 * commands_2_0
    F[0, 2] = t_9 * t_17
    F[1, 2] = t_16
    t_13 = F @ t_11
    t_16 = F.T
    t_17 = t_13 @ t_16 + Q
    t_19 = moved_1[2]
    t_20 = dt * commands_3_0
    t_21 = np.cos(t_19)
    t_22 = t_20 * t_21
    t_23 = np.sin(t_19)
    t_24 = t_20 * t_23
    moved_2 = np.array([moved_1[0] + t_22, moved_1[1] + t_24, t_19 + dt * commands_3_1])
    F_2 = np.eye(3)
    t_3 *= commands_3_0
    F_2[0, 2] = t_3 * t_23
    F_2[1, 2] = t_22
    t_19 = F_2 @ t_17
    t_22 = F_2.T
    t_23 = t_19 @ t_22 + Q
    t_25 = tree - moved_2[:2]
    t_26 = t_25[0]
    t_27 = t_25[1]
    squared = t_26**2 + t_27**2
    range_ = np.sqrt(squared)
    angle = t_2[2] - np.arctan2(t_27, t_26) + moved_2[2]
    while angle > np.pi:
        angle -= t_12
    while angle < -np.pi:
        angle += t_12
    residual_1 = np.array([t_2[1] - range_, angle])
    t_2 = -t_26
    t_28 = t_2 / range_
    t_29 = -t_27 / range_
    t_30 = t_27 / squared
    t_2 /= squared
    H_1 = np.array([[t_28, t_29, 0.0], [t_30, t_2, -1.0]])
    t_31 = H_1 @ t_23
    t_32 = H_1.T
    S_1 = t_31 @ t_32 + t_8
    t_33 = np.linalg.solve(S_1, t_31)
    t_34 = t_33.T
    t_35 = moved_2 + t_34 @ residual_1
    t_4 = t_4 - t_34 @ H_1
    t_36 = t_4 @ t_23
    t_37 = np.linalg.solve(S_1, residual_1)
    t_38 = door - t_35[:2]
    t_39 = t_38[0]
    t_40 = t_38[1]
    squared_1 = t_39**2 + t_40**2
    range__1 = np.sqrt(squared_1)
    angle = t_1[2] - np.arctan2(t_40, t_39) + t_35[2]
    while angle > np.pi:
        angle -= t_12
    while angle < -np.pi:
        angle += t_12
    residual_2 = np.array([t_1[1] - range__1, angle])
    t_1 = -t_39
    t_12 = t_1 / range__1
    t_35 = -t_40 / range__1
    t_41 = t_40 / squared_1
    t_1 /= squared_1
    H_2 = np.array([[t_12, t_35, 0.0], [t_41, t_1, -1.0]])
    t_42 = H_2 @ t_36
    t_43 = H_2.T
    S_2 = t_42 @ t_43 + t_8
    t_8 = np.linalg.solve(S_2, residual_2)
    # reverse sweep
    t_44 = np.linalg.solve(S_2.T, -0.5 * residual_2)
    residual_bar = -0.5 * t_8 + t_44
    t_8 = t_44[..., None] * t_8[..., None, :] + 0.5 * np.linalg.inv(S_2).T
    t_44 = t_8 @ H_2
    t_43 = t_43 @ t_44
    H_bar = (-t_8).T @ t_42 - t_44 @ t_36.T
    t_36 = H_bar[0, 0]
    t_42 = H_bar[0, 1]
    t_44 = H_bar[1, 0]
    t_45 = H_bar[1, 1]
    t_46 = residual_bar[1]
    t_47 = -t_46
    s = np.hypot(t_39, t_40)
    r = s + (s == 0)
    t_12 = (
        0.5
        / range__1
        * (t_35 * t_42 / range__1 + t_12 * t_36 / range__1 + residual_bar[0])
    )
    squared_bar = -(t_1 * t_45 / squared_1 + t_41 * t_44 / squared_1 + t_12)
    t_bar = (
        t_44 / squared_1
        - t_42 / range__1
        + t_39 / r * t_47 / r
        + 2.0 * t_40 * squared_bar
    )
    t_bar_1 = (
        2.0 * t_39 * squared_bar
        - (t_45 / squared_1 + t_36 / range__1 + t_40 / r * t_47 / r)
    )
    t_bar_2 = np.zeros(t_38.shape)
    t_bar_2[1] += t_bar
    t_bar_2[0] += t_bar_1
    t_1 = S_1.T
    t_12 = np.linalg.solve(t_1, -0.5 * residual_1)
    t_35 = t_12[..., None] * t_37[..., None, :] + 0.5 * np.linalg.inv(S_1).T
    t_23 = t_23.T
    t_36 = t_43 @ t_23
    moved_bar = np.zeros(moved_2.shape)
    moved_bar[2] += t_46
    moved_bar[:2] -= t_bar_2
    residual_bar = -0.5 * t_37 + t_12 + t_33 @ moved_bar
    t_1 = np.linalg.solve(t_1, (moved_bar[..., None] * residual_1 + t_36 @ t_32).T)
    t_12 = t_35 + t_1 @ t_34
    t_bar = t_1 - t_12 @ H_1
    H_bar = (-t_12).T @ t_31 + t_33 @ t_36 + t_bar @ t_23
    t_bar = t_32 @ t_bar - t_4.T @ t_43
    t_1 = H_bar[0, 0]
    t_4 = H_bar[0, 1]
    t_23 = H_bar[1, 0]
    t_31 = H_bar[1, 1]
    t_32 = residual_bar[1]
    moved_bar[2] += t_32
    t_32 = -t_32
    s = np.hypot(t_26, t_27)
    r = s + (s == 0)
    t_28 = 0.5 / range_ * (t_29 * t_4 / range_ + t_28 * t_1 / range_ + residual_bar[0])
    squared_bar = -(t_2 * t_31 / squared + t_30 * t_23 / squared + t_28)
    t_bar_1 = (
        t_23 / squared - t_4 / range_ + t_26 / r * t_32 / r + 2.0 * t_27 * squared_bar
    )
    t_bar_2 = (
        2.0 * t_26 * squared_bar - (t_31 / squared + t_1 / range_ + t_27 / r * t_32 / r)
    )
    t_bar_3 = np.zeros(t_25.shape)
    t_bar_3[1] += t_bar_1
    t_bar_3[0] += t_bar_2
    moved_bar[:2] -= t_bar_3
    t_bar_1 = t_bar @ F_2
    t_bar_2 = t_22 @ t_bar_1
    F_bar = t_bar.T @ t_19 + t_bar_1 @ t_17.T
    t_1 = moved_bar[0]
    t_2 = moved_bar[1]
    t_bar_1 = moved_bar[2] + t_21 * (t_3 * F_bar[0, 2] + t_20 * t_2)
    t_bar_3 = t_bar_2 @ F
    t_bar_4 = t_16 @ t_bar_3
    F_bar_1 = t_bar_2.T @ t_13 + t_bar_3 @ t_11.T
    moved_bar = np.zeros(moved_1.shape)
    moved_bar[2] += t_bar_1 - t_24 * (F_bar[1, 2] + t_1)
    moved_bar[1] += t_2
    moved_bar[0] += t_1
    t_1 = moved_bar[0]
    t_2 = moved_bar[1]
    t_bar_1 = moved_bar[2] + t_15 * (t_9 * F_bar_1[0, 2] + t_14 * t_2)
    t_3 = S.T
    t_4 = np.linalg.solve(t_3, -0.5 * residual)[..., None]
    t_4 = t_4 * np.linalg.solve(S, residual)[..., None, :]
    t_bar_3 = np.zeros(moved.shape)
    t_bar_3[2] += t_bar_1 - t_18 * (F_bar_1[1, 2] + t_1)
    t_bar_3[1] += t_2
    t_bar_3[0] += t_1
    t_bar_1 = (t_bar_3[..., None] * residual - t_bar_4 @ t_6.T @ t_7).T
    t_1 = np.linalg.solve(t_3, t_bar_1)
    t = t_4 + 0.5 * np.linalg.inv(S).T + t_1 @ t
    t_bar_1 = np.diag(-(t_8 + t_12 + t))
    t_bar_3 = t_10.T @ t_bar_4 + t_7 @ (t_1 - t @ H)
    Q_bar = t_bar + t_bar_2 + t_bar_3 + t_5 @ (t_bar_3 @ F_1)
    t_bar = np.diag(Q_bar)
    t = 2.0 * turn * t_bar[2] * dt
    t_1 = 2.0 * drive * (t_bar[0] + t_bar[1]) * dt
    return Noise(
        drive=t_1,
        turn=t,
        distance=2.0 * distance * t_bar_1[0],
        bearing=2.0 * bearing * t_bar_1[1],
    )
