"""Why functions of SciPy on arrays have no derivative: matrices, transforms, signals, images, distances, integrals.

What has one that s2sad lacks stands here too, with what to take instead; docs/limits.md names these.
"""

from __future__ import annotations

__all__ = ["CREATES_ARRAYS", "REASONS_OF_ARRAYS"]

WINDOWS = """
    barthann bartlett blackman blackmanharris bohman boxcar chebwin cosine dpss exponential flattop gaussian
    general_cosine general_gaussian general_hamming get_window hamming hann kaiser kaiser_bessel_derived lanczos nuttall
    parzen taylor triang tukey
"""
DESIGN = """
    band_stop_obj bessel besselap bilinear bilinear_zpk butter buttap buttord cheb1ap cheb1ord cheb2ap cheb2ord cheby1
    cheby2 check_COLA check_NOLA closest_STFT_dual_window cont2discrete ellip ellipap ellipord findfreqs firls firwin
    firwin2 firwin_2d gammatone iircomb iirdesign iirfilter iirnotch iirpeak kaiser_atten kaiser_beta kaiserord
    lfilter_zi sosfilt_zi minimum_phase remez savgol_coeffs
"""

CREATES_ARRAYS: dict[str, str] = {
    "scipy.linalg": "dft hadamard helmert hilbert invhilbert invpascal pascal",
    "scipy.fft": "fftfreq rfftfreq fhtoffset next_fast_len prev_fast_len get_workers",
    "scipy.signal": f"get_window unit_impulse max_len_seq correlation_lags choose_conv_method czt_points {DESIGN}",
    "scipy.signal.windows": WINDOWS,
    "scipy.integrate": "lebedev_rule newton_cotes",
    "scipy.ndimage": "generate_binary_structure iterate_structure",
}
"""Windows, filters that are designed, and matrices of a size: constants. A parameter that varies is refused."""

REASONS_OF_ARRAYS: dict[str, dict[str, str]] = {
    "scipy.linalg": {
        "a basis of a space, which any rotation of it is too": "null_space orth subspace_angles",
        "the function of a library, and settings": "find_best_blas_type get_blas_funcs get_lapack_funcs",
        "a random matrix": "clarkson_woodruff_transform",
        "calls a Python function on each eigenvalue: take the function of matrices": "funm",
        "it jumps": "matrix_balance signm",
        "no rule: take svd, eigh or eig": """
            schur rsf2csf qz ordqz hessenberg cossin ldl cdf2rdf qr_multiply qr_delete
            qr_insert qr_update diagsvd
        """,
        "a measure of the rounding of expm": "expm_cond",
        "no rule: write the matrix": "fiedler fiedler_companion leslie",
    },
    "scipy.fft": {
        "settings": "register_backend set_backend set_global_backend set_workers skip_backend",
        "no rule": "fht ifht",
    },
    "scipy.signal": {
        "it takes the middle of an order, or places where it jumps": """
            medfilt medfilt2d order_filter argrelextrema argrelmax argrelmin find_peaks find_peaks_cwt peak_prominences
            peak_widths
        """,
        "an object: take fft and arrays": """
            CZT ZoomFFT ShortTimeFFT StateSpace TransferFunction ZerosPolesGain dlti lti
        """,
        "a system as an object: take its matrices": """
            bode dbode dfreqresp dimpulse dlsim dstep freqresp impulse lsim step place_poles abcd_normalize
        """,
        "roots of polynomials, in an order": """
            invres invresz residue residuez unique_roots sos2tf sos2zpk ss2tf ss2zpk tf2sos tf2ss tf2zpk zpk2sos zpk2ss
            zpk2tf lp2bp lp2bp_zpk lp2bs lp2bs_zpk lp2hp lp2hp_zpk lp2lp lp2lp_zpk normalize
        """,
        "no rule: take fft": """
            czt envelope hilbert2 lombscargle vectorstrength zoom_fft
        """,
        "no rule: take lfilter, convolve or resample": """
            whittaker_henderson
            deconvolve lfiltic sepfir2d symiirorder1 symiirorder2 wiener
        """,
        "no rule: take scipy.ndimage": """
            cspline1d cspline1d_eval cspline2d qspline1d qspline1d_eval qspline2d spline_filter gauss_spline
        """,
        "no rule: take np.polyval of np.exp(-1j * w)": "freqs freqs_zpk freqz_sos freqz_zpk group_delay sosfreqz",
        "no rule: take np.cos and np.exp": "gausspulse sawtooth square sweep_poly",
    },
    "scipy.spatial.distance": {
        "of truth values, or a count": """
            dice hamming jaccard kulczynski1 rogerstanimoto russellrao sokalmichener sokalsneath yule is_valid_dm
            is_valid_y num_obs_dm num_obs_y
        """,
        "no rule: take np.max and np.min of cdist": "directed_hausdorff",
    },
    "scipy.ndimage": {
        "of truth values, or a count": """
            binary_closing binary_dilation binary_erosion binary_fill_holes binary_hit_or_miss binary_opening
            binary_propagation distance_transform_bf distance_transform_cdt distance_transform_edt find_objects
            histogram label maximum_position minimum_position value_indices watershed_ift
        """,
        "calls a Python function for every element": """
            generic_filter generic_filter1d generic_gradient_magnitude generic_laplace geometric_transform
            labeled_comprehension vectorized_filter
        """,
        "no rule: it takes one element of an order": """
            maximum_filter maximum_filter1d median_filter minimum_filter minimum_filter1d percentile_filter rank_filter
            grey_closing grey_dilation grey_erosion grey_opening morphological_gradient morphological_laplace
            black_tophat white_tophat
        """,
        "no rule: take fft": "fourier_ellipsoid fourier_gaussian fourier_shift fourier_uniform",
        "no rule: take np.bincount, or indices": """
            center_of_mass extrema maximum mean median minimum standard_deviation sum sum_labels variance
        """,
    },
}
"""For each module the reasons, each with the functions that it holds for."""
