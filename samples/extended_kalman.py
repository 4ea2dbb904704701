"""An extended Kalman filter of a robot that sees landmarks: its state is a dataclass, its updates are methods."""

from dataclasses import dataclass, replace

import numpy as np

from samples.sample import Sample


@dataclass(frozen=True)
class Noise:
    drive: float
    turn: float
    distance: float
    bearing: float


@dataclass
class Robot:
    """Pose (x, y, heading) and its covariance."""

    pose: np.ndarray
    covariance: np.ndarray
    log_likelihood: float = 0.0

    def predict(self, speed, rate, dt, noise):
        x, y, heading = self.pose
        moved = np.array([x + dt * speed * np.cos(heading), y + dt * speed * np.sin(heading), heading + dt * rate])
        F = np.eye(3)
        F[0, 2] = -dt * speed * np.sin(heading)
        F[1, 2] = dt * speed * np.cos(heading)
        Q = np.diag([noise.drive**2 * dt, noise.drive**2 * dt, noise.turn**2 * dt])
        return replace(self, pose=moved, covariance=F @ self.covariance @ F.T + Q)

    def observe(self, landmark, distance, bearing, noise):
        dx, dy = landmark - self.pose[:2]
        squared = dx**2 + dy**2
        range_ = np.sqrt(squared)
        residual = np.array([distance - range_, wrapped(bearing - np.arctan2(dy, dx) + self.pose[2])])
        H = np.array([[-dx / range_, -dy / range_, 0.0], [dy / squared, -dx / squared, -1.0]])
        S = H @ self.covariance @ H.T + np.diag([noise.distance**2, noise.bearing**2])
        gain = np.linalg.solve(S, H @ self.covariance).T
        self.pose = self.pose + gain @ residual
        self.covariance = (np.eye(3) - gain @ H) @ self.covariance
        _, logdet = np.linalg.slogdet(S)
        self.log_likelihood -= 0.5 * (residual @ np.linalg.solve(S, residual) + logdet + 2 * np.log(2 * np.pi))


def wrapped(angle):
    while angle > np.pi:
        angle -= 2 * np.pi
    while angle < -np.pi:
        angle += 2 * np.pi
    return angle


def track_likelihood(noise, commands, sightings, landmarks, dt):
    """The log-likelihood of sightings ``{step: [(landmark, distance, bearing), ...]}`` along a track."""
    robot = Robot(np.zeros(3), 0.1 * np.eye(3))
    for n, (speed, rate) in enumerate(commands):
        robot = robot.predict(speed, rate, dt, noise)
        for which, distance, bearing in sightings.get(n, []):
            robot.observe(landmarks[which], distance, bearing, noise)
    return robot.log_likelihood


def start(rng):
    landmarks = {"tree": np.array([2.0, 1.0]), "door": np.array([-1.0, 2.5])}
    sightings = {1: [("tree", 2.1, 0.4)], 3: [("tree", 1.9, 0.2), ("door", 2.6, 2.2)]}
    commands = [(0.5, 0.1), (0.6, 0.0), (0.4, -0.2), (0.5, 0.3)]
    return Noise(0.1, 0.05, 0.2, 0.1), commands, sightings, landmarks, 0.5


SAMPLES = [
    Sample(track_likelihood, "noise", "", start, forms=("tangent", "grad")),
]
