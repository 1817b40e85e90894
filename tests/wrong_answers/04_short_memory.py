# %% exercise 1: one step too early
steps = 43

# %% exercise 1: takes 1 % of the steps that 10 % takes
steps = 100


# %% exercise 2: the time constant instead of the half-life
def half_life(gate):
    return 1 / (1 - gate)


# %% exercise 2: forgets the one half
def half_life(gate):
    return -1 / np.log(gate)


# %% exercise 3: takes singular values
def with_radius(matrix, radius):
    return matrix * radius / np.linalg.norm(matrix, 2)


# %% exercise 3: takes real parts
def with_radius(matrix, radius):
    return matrix * radius / np.linalg.eigvals(matrix).real.max()


# %% exercise 3: multiplies and does not divide
def with_radius(matrix, radius):
    return matrix * radius


# %% exercise 4: forgets the transpose
def norms_by_distance(recurrent_kernel, slope, distance):
    norms = []
    for _ in range(distance + 1):
        norms.append(np.linalg.norm(slope))
        slope = slope @ recurrent_kernel
    return np.array(norms)


# %% exercise 4: starts one step back
def norms_by_distance(recurrent_kernel, slope, distance):
    norms = []
    for _ in range(distance + 1):
        slope = slope @ recurrent_kernel.T
        norms.append(np.linalg.norm(slope))
    return np.array(norms)


# %% exercise 4: trusts the spectral radius at short distances
def norms_by_distance(recurrent_kernel, slope, distance):
    radius = np.abs(np.linalg.eigvals(recurrent_kernel)).max()
    return np.linalg.norm(slope) * radius ** np.arange(distance + 1)


# %% exercise 5: clips each array by itself
def clip_by_global_norm(gradients, limit):
    return [g * min(1.0, limit / max(np.linalg.norm(g), 1e-12)) for g in gradients]


# %% exercise 5: clips the entries
def clip_by_global_norm(gradients, limit):
    return [np.clip(g, -limit, limit) for g in gradients]


# %% exercise 5: scales small gradients up
def clip_by_global_norm(gradients, limit):
    norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
    return [g * limit / max(norm, 1e-12) for g in gradients]


# %% exercise 6: leaks a little
def summing_weights():
    return [[1.0, 1.0], [0.0, -1.0]], 0.99 * np.eye(2), np.zeros(2)


# %% exercise 6: no memory
def summing_weights():
    return [[1.0, 1.0], [0.0, -1.0]], np.zeros((2, 2)), np.zeros(2)


# %% exercise 6: swaps rows and columns of U
def summing_weights():
    return [[1.0, 0.0], [1.0, -1.0]], np.eye(2), np.zeros(2)


# %% exercise 7: does not clip
rate, clip = 0.01, None

# %% exercise 7: clips, but steps too far
rate, clip = 0.3, 1.0

# %% exercise 7: stands still
rate, clip = 1e-6, 1.0
