# %% exercise 1: a float
steps = 44.0

# %% exercise 1: computed
steps = np.ceil(np.log(0.01) / np.log(0.9))


# %% exercise 2: float32
def half_life(gate):
    return np.float32(-np.log(np.float32(2)) / np.log(np.float32(gate)))


# %% exercise 2: to the base of 2, an array without axes
def half_life(gate):
    return np.array(-1 / np.log2(gate))


# %% exercise 3: float32
def with_radius(matrix, radius):
    matrix = np.float32(matrix)
    return np.float32(radius) / np.abs(np.linalg.eigvals(matrix)).max() * matrix


# %% exercise 3: nested lists
def with_radius(matrix, radius):
    factor = radius / max(map(abs, np.linalg.eigvals(matrix).tolist()))
    return [[factor * entry for entry in row] for row in matrix.tolist()]


# %% exercise 3: a tensor
def with_radius(matrix, radius):
    import keras

    factor = radius / np.abs(np.linalg.eigvals(matrix)).max()
    return keras.ops.convert_to_tensor(factor * matrix, "float32")


# %% exercise 4: float32, a list
def norms_by_distance(recurrent_kernel, slope, distance):
    kernel, slope, norms = np.float32(recurrent_kernel), np.float32(slope), []
    for _ in range(distance + 1):
        norms.append(np.linalg.norm(slope))
        slope = kernel @ slope
    return norms


# %% exercise 4: powers of the matrix
def norms_by_distance(recurrent_kernel, slope, distance):
    powers = [np.linalg.matrix_power(recurrent_kernel, d) for d in range(distance + 1)]
    return tuple(np.linalg.norm(power @ slope) for power in powers)


# %% exercise 5: a generator
def clip_by_global_norm(gradients, limit):
    norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
    scale = 1.0 if norm <= limit else limit / norm
    return (scale * g for g in gradients)


# %% exercise 5: a tuple of the same arrays, or of float32
def clip_by_global_norm(gradients, limit):
    norm = np.linalg.norm(np.concatenate([np.ravel(g) for g in gradients]))
    if norm <= limit:
        return tuple(gradients)
    return tuple(np.float32(g / norm) * np.float32(limit) for g in gradients)


# %% exercise 5: lists
def clip_by_global_norm(gradients, limit):
    norm = sum(float((g * g).sum()) for g in gradients) ** 0.5
    return [(g / max(1.0, norm / limit)).tolist() for g in gradients]


# %% exercise 6: whole numbers, a list
def summing_weights():
    return [np.array([[1, 1], [0, -1]]), [[1, 0], [0, 1]], [0, 0]]


# %% exercise 6: float32
def summing_weights():
    return np.float32([[1, 1], [0, -1]]), np.eye(2, dtype="float32"), np.zeros(2, "float32")


# %% exercise 7: other pairs
rate, clip = 0.003, 3.0

# %% exercise 7: a high rate, tightly clipped
rate, clip = 0.02, 0.2

# %% exercise 7: a rate that happens to do without a clip
rate, clip = 0.00053, None
