"""The reprojection error of a point in a camera with radial distortion (bundle adjustment)."""

import numpy as np

from samples.sample import Sample


def rodrigues_rotate_point(rot, X):
    sqtheta = np.sum(rot**2)
    if sqtheta != 0.0:
        theta = np.sqrt(sqtheta)
        costheta = np.cos(theta)
        sintheta = np.sin(theta)
        w = rot / theta
        w_cross_X = np.cross(w, X)
        tmp = np.dot(w, X) * (1.0 - costheta)
        return X * costheta + w_cross_X * sintheta + w * tmp
    return X + np.cross(rot, X)


def radial_distort(rad_params, proj):
    rsq = np.sum(proj * proj)
    L = 1.0 + rad_params[0] * rsq + rad_params[1] * rsq * rsq
    return proj * L


def project(cam, X):
    Xcam = rodrigues_rotate_point(cam[0:3], X - cam[3:6])
    distorted = radial_distort(cam[9:11], Xcam[0:2] / Xcam[2])
    return distorted * cam[6] + cam[7:9]


def reprojection_error(cam, X, w, feat):
    return w * (project(cam, X) - feat)


def view(rng):
    cam = np.concatenate([0.3 * rng.standard_normal(3), [0.1, -0.2, -4.0], [500.0, 320.0, 240.0], [0.01, -0.002]])
    return cam, rng.standard_normal(3), 0.8, np.array([310.0, 255.0])


SAMPLES = [Sample(reprojection_error, ("cam", "X", "w"), "cam: f8[11], X: f8[3], w: float, feat: f8[2]", view)]
