import numpy as np


def reprojection_error_tangent(cam, X, w, feat, cam_dot, X_dot, w_dot):
    """Tangent of reprojection_error with respect to cam, X, w (forward mode), from
    bundle_adjustment.py:33.
    """
    t = cam[0:3]
    t_dot = cam_dot[0:3]
    t_1 = X - cam[3:6]
    t_dot_1 = X_dot - cam_dot[3:6]
    sqtheta = np.sum(t**2)
    sqtheta_dot = 2.0 * t.dot(t_dot)
    if sqtheta != 0.0:
        theta = np.sqrt(sqtheta)
        theta_dot = 0.5 / theta * sqtheta_dot
        costheta = np.cos(theta)
        t_2 = np.sin(theta)
        costheta_dot = -t_2 * theta_dot
        w_1 = t / theta
        w_dot_1 = (t_dot - theta_dot * w_1) / theta
        w_cross_X = np.cross(w_1, t_1)
        w_cross_X_dot = np.cross(w_dot_1, t_1) + np.cross(w_1, t_dot_1)
        t = np.dot(w_1, t_1)
        t_3 = 1.0 - costheta
        tmp = t * t_3
        tmp_dot = (w_dot_1.dot(t_1) + w_1.dot(t_dot_1)) * t_3 - t * costheta_dot
        t_dot = t_2 * w_cross_X_dot + costheta * theta_dot * w_cross_X
        t_dot = costheta * t_dot_1 + costheta_dot * t_1 + t_dot
        Xcam = t_1 * costheta + w_cross_X * t_2 + w_1 * tmp
        Xcam_dot = t_dot + (tmp * w_dot_1 + tmp_dot * w_1)
        result = Xcam
    else:
        Xcam = t_1 + np.cross(t, t_1)
        Xcam_dot = t_dot_1 + (np.cross(t_dot, t_1) + np.cross(t, t_dot_1))
        result = Xcam
    t = cam[9:11]
    t_dot = cam_dot[9:11]
    t_1 = result[2]
    t_2 = result[0:2] / t_1
    t_dot_1 = (Xcam_dot[0:2] - Xcam_dot[2] * t_2) / t_1
    rsq = np.sum(t_2 * t_2)
    rsq_dot = 2.0 * t_dot_1.dot(t_2)
    t_1 = t[0]
    t = t[1]
    t_3 = t * rsq
    t_dot_2 = (t_dot[1] * rsq + t * rsq_dot) * rsq + t_3 * rsq_dot
    L = 1.0 + t_1 * rsq + t_3 * rsq
    L_dot = t_dot[0] * rsq + t_1 * rsq_dot + t_dot_2
    distorted = t_2 * L
    t = cam[6]
    t_dot = t * (L * t_dot_1 + L_dot * t_2) + cam_dot[6] * distorted
    t = distorted * t + cam[7:9] - feat
    return w * t, w_dot * t + w * (t_dot + cam_dot[7:9])
