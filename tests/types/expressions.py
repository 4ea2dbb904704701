"""Expressions over the arguments of `values` in test_infer: what a user may write."""

ELEMENTWISE = """
x + y; x * 2; 2 * x; x / f; x ** 2; x ** -1; x ** y; f ** 2; k ** 2; 2 ** 3; 2 ** np.ndim(x); x[::-1] + 1
np.exp(A[::-1]); np.exp(A[:, ::-1]); F[::-1] * 2; np.transpose(A) * 2; k / 2; k // 2; k % 2; -x; abs(x); abs(f)
abs(k); x + g; h * 2.0; h * f; h * g; h * g4; g4 * f; g * f; z * x; abs(z); x > 0; x > y; ~b; b & b
b | (x > 0.5); f > 1.0; k > 1; A + w; A * r; A * c; c * r; A * one; one * x; one + f; F * A; F + w; s + 1.0
s * x; s * s; np.exp(s); np.exp(f); np.exp(g); empty * 2; empty + one; strided * x; np.exp(x); np.sin(A)
np.sqrt(k); np.maximum(x, 0); np.maximum(x, y); np.hypot(f, x); np.where(b, x, 0.0); np.where(b, x, y)
np.where(M, A, w); np.where(flag, 1.0, 2.0); np.clip(x, 0.1, 0.5); np.arctan2(x, y); np.logaddexp(x, y)
np.sign(x); np.floor(x); np.isfinite(x); np.real(x); np.real(z); np.imag(z); np.conj(z); np.angle(z); x // 0.3
x % 0.3; h ** 2; i * 2; i / 2; i + 0.5; np.power(x, 3); np.square(x); np.float_power(x, 2); round(f); float(g)
int(f); int(k); float(k); bool(k); complex(f); math.exp(f); math.floor(f); math.sqrt(k); math.hypot(f, f)
math.atan2(f, g); x[1:] - x[:-1]; x[2:] - 2 * x[1:-1] + x[:-2]; np.exp(x)[1:]; np.exp([f, g]); np.add((f, f), x)
np.multiply.outer(x, w); max(f, g); max(k, 2); min(f, 1); max(x); min([f, g]); round(f, 2); divmod(k, 2)
pow(f, 2); sum([f, f]); sum(x)
"""
REDUCTIONS = """
np.sum(x); np.sum(A, axis=0); np.sum(A, axis=1); np.sum(A, axis=-1, keepdims=True); np.sum(T, axis=(0, 2))
np.sum(x, axis=0); np.mean(A, axis=0); np.prod(x); np.max(A, axis=1); np.min(x); np.var(A, axis=0); np.std(x)
np.cumsum(x); np.cumsum(A); np.cumsum(A, axis=0); np.cumprod(x); np.argmax(x); np.argmax(A, axis=0); np.any(b)
np.all(M, axis=0); np.sum(h); np.sum(i); np.linalg.norm(x); np.linalg.norm(A); np.linalg.norm(A, axis=1)
np.linalg.norm(x, np.inf); np.median(x); np.diff(x); np.diff(A, axis=0); np.average(x, weights=y)
np.sum(A, keepdims=True); np.sum(s); np.sum(b); np.sum(r, axis=0); np.max(empty, initial=0.0); np.sum(empty)
np.mean(h); np.mean(i); np.logical_and.reduce(b); np.add.reduce(A); np.nansum(x)
"""
PRODUCTS = """
x @ y; A @ w; x @ A; A @ B; T @ B; T @ w; np.dot(x, y); np.dot(A, w); np.dot(A, B); np.dot(T, w); np.dot(f, x)
np.dot(T, B); np.vdot(x, y); np.inner(A, A); np.inner(x, y); np.outer(x, w); np.matmul(A, B); np.kron(x, w)
np.tensordot(A, B, axes=1); np.tensordot(A, A, axes=2); np.einsum("ij,j->i", A, w); np.einsum("ij,jk->ik", A, B)
np.einsum("i,i->", x, y); np.einsum("ii->i", S); np.einsum("ij->ji", A); np.trace(S); np.linalg.inv(S)
np.linalg.det(S); np.linalg.slogdet(S); np.linalg.solve(S, x); np.linalg.solve(S, A); np.linalg.cholesky(S)
np.linalg.eigh(S); np.linalg.qr(S); np.linalg.svd(S); np.linalg.pinv(A); np.linalg.matrix_power(S, 2)
np.cross([f, f, f], [f, g, f]); h @ h; z @ x; i @ i; np.linalg.lstsq(S, x, rcond=None); np.linalg.matrix_rank(S)
np.convolve(x, w); np.convolve(x, w, "same"); np.convolve(x, one); np.convolve(x, w, "valid")
np.interp(w, x, y); np.fft.fft(x); np.fft.rfft(x); np.fft.irfft(z); np.fft.fft(x, 16)
"""
SHAPES = """
np.exp(x, np.copy(x)); np.float64(f); np.float32(x); np.real_if_close(z); np.linalg.eig(S)
np.sum(A, 0, None, np.zeros(len(w))); np.dot(x, y, np.array(0.0)); np.linalg.eigvals(S); np.repeat(x, np.array(2))
np.linalg.lstsq(A, x, rcond=None); np.sqrt(x, dtype=np.float32); np.add(x, y, where=b); np.real_if_close(z - z)
np.shape(A)[0]; np.shape(T); np.size(A); np.ndim(A); len(A); len(x) - 1; np.transpose(A)
np.transpose(T, (2, 0, 1)); np.swapaxes(T, 0, 1); np.moveaxis(T, 0, -1); np.reshape(A, -1); np.reshape(A, (-1,))
np.reshape(A, (len(w), len(x))); np.reshape(A, (1, -1)); np.reshape(x, (-1, 1)); np.reshape(T, (len(T), -1))
np.ravel(A); np.ravel(F); np.ravel(B); np.squeeze(r); np.squeeze(c); np.squeeze(x); np.squeeze(x[b])
np.expand_dims(x, 0); np.expand_dims(A, (0, 2)); np.broadcast_to(x, np.shape(S)); np.broadcast_to(f, (3, 2))
np.atleast_1d(f); np.atleast_1d(x); np.atleast_2d(x); np.atleast_3d(A); np.concatenate([x, y])
np.concatenate((x, w, one)); np.concatenate([A, F]); np.concatenate([A, c], axis=1); np.stack([x, y])
np.stack([x, y], axis=1); np.vstack([x, y]); np.vstack((A, r)); np.hstack([x, w]); np.hstack((A, c))
np.column_stack([x, y]); np.dstack([A, F]); np.split(T, [1, 2]); np.split(np.concatenate([x, x]), 2)
np.array_split(x, 2); np.repeat(x, 3); np.repeat(A, 2, axis=0); np.repeat(x, 2 * np.ones(len(x), int))
np.tile(x, 2); np.tile(A, (2, 1)); np.roll(x, 1); np.roll(A, k, axis=0); np.flip(x); np.flip(A, 0); np.pad(x, 1)
np.pad(x, (0, 2)); np.pad(A, ((1, 1), (0, 0))); np.triu(S); np.tril(A); np.diag(x); np.diag(S); np.diag(A)
np.diag(x, 1); np.diagonal(A); np.sort(x); np.sort(A, axis=0); np.argsort(x); np.take(x, i)
np.take(A, i, axis=0); np.zeros(3); np.zeros(len(x)); np.zeros(np.shape(A)); np.zeros((len(x), 3))
np.zeros_like(A); np.zeros_like(F); np.ones(len(w)); np.full(len(x), f); np.full((2, 3), 1); np.full_like(x, 2)
np.empty(4); np.eye(3); np.eye(len(x)); np.identity(len(x)); np.arange(5); np.arange(len(x))
np.arange(1, len(x)); np.arange(0.0, f, 0.1); np.arange(0.0, 1.0, 0.25); np.linspace(0, 1, 50)
np.linspace(0.0, f, len(x)); np.linspace(x, y, 4); np.zeros(3, dtype=np.float32); np.zeros(3, float)
np.zeros(len(x), "i8"); np.array([f, g, 1.0]); np.array([[f, f], [g, g]]); np.array([x, y]); np.array(x)
np.array(x, copy=True); np.asarray(x); np.asarray(x, np.float32); np.asarray(x, np.float64); np.asarray(f)
np.copy(F); np.copy(x); np.ascontiguousarray(A); np.ascontiguousarray(F); method.astype(x, float)
method.astype(i, np.float32); method.astype(x, float, copy=False); method.tolist(x); method.item(s)
method.item(g); np.meshgrid(x, w); np.meshgrid(x, w, indexing="ij"); np.indices((2, 3))
np.broadcast_arrays(A, w); np.broadcast_arrays(x, x); np.broadcast_arrays(x, y); np.nan_to_num(x); np.unique(i)
np.nonzero(x); np.where(b); np.flatnonzero(b); np.argwhere(M); np.bincount(i); np.histogram(x); np.extract(b, x)
np.compress(b, x); np.searchsorted(x, w); np.digitize(x, [0.1, 0.5]); np.resize(x, (2, 3)); np.delete(x, 0)
np.delete(x, i); np.insert(x, 0, f); np.append(x, f); np.append(x, w); np.union1d(i, i); np.trim_zeros(x)
np.ediff1d(x); np.gradient(x); np.outer(x, x)[0]; np.tri(3); np.vander(x, 3); np.cov(A); np.corrcoef(A)
np.rot90(A); np.kron(A, A); np.polyfit(x, y, 1); np.polyval(w, x); np.ix_(i, i); np.unravel_index(1, (2, 3))
np.select([b], [x], 0.0); np.reshape(x, (len(x), 1)) * w; np.lib.stride_tricks.sliding_window_view(x, 2)
np.partition(x, 1); np.array_split(A, 2, axis=1)
"""
INDEXING = """
x[0]; x[-1]; x[j]; x[1:]; x[:-1]; x[1:-1]; x[:]; x[::2]; x[::-1]; x[1::2]; x[:2]; x[:3]; x[3:]; x[3:-3]; x[-2:]
x[-3:]; x[5:2]; x[2:4]; x[:k]; x[k:]; x[-k:]; x[:-k]; x[k:k+2]; x[1:k]; x[k:-1]; x[: len(x) // 2]
x[len(x) // 2 :]; x[: len(x) - 1]; x[len(x) - 2 :]; x[3:][1:]; x[3:][2:-1]; x[1:][:-1]; x[...]; x[None]
x[:, None]; x[None, :]; x[..., None]; x[..., 0]; x[0, ...]; s[()]; s[...]; A[0]; A[0, 1]; A[:, 0]; A[0, :]
A[1:, :-1]; A[:, None, :]; A[..., 0]; A[None, 0]; A[j][0]; A[j, 1:]; A[1:3]; A[1:][0]; F[0]; F[:, 0]; T[0]
T[0, 1]; T[0, 1, 1]; T[:, 0]; T[..., 0]; T[:, :, 1:]; T[0, 1:]; T[1:2, 1]; T[:, None, 0]; A[::2]; A[:, ::-1]
x[i]; x[b]; x[[0, 1]]; x[[0, 1, 1]]; A[i]; A[i, i]; A[:, i]; A[i, 1:]; A[i, 0]; A[0, i]; A[b]; A[b, 0]; A[b, 1:]
A[M]; A[[0, 1]]; T[i]; T[:, i]; T[i, :, i]; T[:, i, i]; T[0, :, i]; T[i, 0]; T[i, ..., 0]; T[..., i]; T[None, i]
T[i[:, None], i]; T[0, M]; T[:, M]; A[i[:, None], i]; A[np.arange(2), [0, 1]]; x[i] + x[i]; x[b] * y[b]
x[x > 0.5]; x[b][0:0]; x[np.argsort(x)]; x[np.argmax(x)]; x[:k] * 2; x[:k] + y[:k]; np.sum(x[:k])
np.concatenate([x[:2], x[2:]]); np.concatenate([x[:k], x[k:]]); x[b][1:]; np.mean(x[3:]); x[:3] * y[:3]
np.outer(x[1:], w[:-1]); np.zeros(len(x) - 1) + x[1:]; np.concatenate([x[3:], w]); np.size(x[3:]); len(x[:k])
empty[:]; empty[1:]; one[1:]; one[:-1]; one[0]; r[0]; r[:, 1:]; A[0:1]; A[:1, :1]; i[0]; h[0]; b[0]; z[1:]
x[0:len(x)]; x[1:len(x)]; x[j:]; x[j + 1 :]; x[len(x):]; A[:, 1:][:, 1:]; np.shape(A)[1]
"""

ALL = [
    text.strip()
    for text in ";".join((ELEMENTWISE, REDUCTIONS, PRODUCTS, SHAPES, INDEXING)).replace("\n", ";").split(";")
    if text.strip()
]
