import numpy as np


def reprojection_error_adjoint(cam, X, w, feat, value_bar):
    """Adjoint of reprojection_error with respect to cam, X, w (reverse mode), from
    bundle_adjustment.py:33.
    """
    # forward sweep
    t = cam[0:3]
    t_1 = X - cam[3:6]
    sqtheta = np.sum(t**2)
    t_2 = sqtheta != 0.0
    if t_2:
        theta = np.sqrt(sqtheta)
        costheta = np.cos(theta)
        sintheta = np.sin(theta)
        w_1 = t / theta
        w_cross_X = np.cross(w_1, t_1)
        t_3 = np.dot(w_1, t_1)
        t_4 = 1.0 - costheta
        tmp = t_3 * t_4
        Xcam = t_1 * costheta + w_cross_X * sintheta + w_1 * tmp
        result = Xcam
    else:
        Xcam = t_1 + np.cross(t, t_1)
        result = Xcam
    t_5 = cam[9:11]
    t_6 = result[2]
    t_7 = result[0:2] / t_6
    rsq = np.sum(t_7 * t_7)
    t_8 = t_5[0]
    t_5 = t_5[1]
    t_9 = t_5 * rsq
    L = 1.0 + t_8 * rsq + t_9 * rsq
    distorted = t_7 * L
    t_10 = cam[6]
    t_11 = distorted * t_10 + cam[7:9] - feat
    # reverse sweep
    t_12 = w * value_bar
    t_10 = t_10 * t_12
    t_bar = distorted.dot(t_12)
    L_bar = t_7.dot(t_10)
    t_13 = L_bar * rsq
    t_bar_1 = L * t_10 + 2.0 * (t_9 * L_bar + t_5 * t_13 + t_8 * L_bar) * t_7
    cam_bar = np.zeros(cam.shape)
    cam_bar[7:9] += t_12
    cam_bar[6] += t_bar
    cam_bar[10] += t_13 * rsq
    cam_bar[9] += t_13
    result_bar = np.zeros(result.shape)
    result_bar[2] -= t_7.dot(t_bar_1) / t_6
    result_bar[0:2] += t_bar_1 / t_6
    if t_2:
        tmp_bar = w_1.dot(result_bar)
        t_2 = sintheta * result_bar
        t_4 = tmp_bar * t_4
        costheta_bar = t_1.dot(result_bar) - t_3 * tmp_bar
        w_bar = tmp * result_bar + t_4 * t_1 + np.cross(t_1, t_2)
        t_bar = costheta * result_bar + t_4 * w_1 + np.cross(t_2, w_1)
        t_1 = w_bar / theta
        theta_bar = np.cos(theta) * w_cross_X.dot(result_bar)
        theta_bar -= w_1.dot(w_bar) / theta
        theta_bar -= np.sin(theta) * costheta_bar
        sqtheta_bar = 0.5 / theta * theta_bar
    else:
        t_1 = np.cross(t_1, result_bar)
        result_bar += np.cross(result_bar, t)
        t_bar = result_bar
        sqtheta_bar = 0.0
    cam_bar[3:6] -= t_bar
    cam_bar[0:3] += t_1 + 2.0 * sqtheta_bar * t
    return w * t_11, (cam_bar, t_bar, value_bar.dot(t_11))
