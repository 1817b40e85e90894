# %% exercise 1: one step too early
steps = 43

# %% exercise 1: takes 1 % of the steps that 10 % takes
steps = 100


# %% exercise 1: does not round
# says: A whole number
steps = np.log(0.01) / np.log(0.9)

# %% exercise 1: gives two numbers
# says: One number
steps = [43, 44]

# %% exercise 1: counts down by a tenth of the start
# hides: 44
steps = 10


# %% exercise 2: the time constant instead of the half-life
def half_life(gate):
    return 1 / (1 - gate)


# %% exercise 2: forgets the one half
def half_life(gate):
    return -1 / np.log(gate)


# %% exercise 2: whole steps
def half_life(gate):
    return np.ceil(np.log(0.5) / np.log(gate))


# %% exercise 2: the other way round
def half_life(gate):
    return np.log(gate) / np.log(0.5)


# %% exercise 2: forgets to return
# says: Return one number
def half_life(gate):
    np.log(0.5) / np.log(gate)


# %% exercise 3: takes singular values
def with_radius(matrix, radius):
    return matrix * radius / np.linalg.norm(matrix, 2)


# %% exercise 3: takes real parts
def with_radius(matrix, radius):
    return matrix * radius / np.linalg.eigvals(matrix).real.max()


# %% exercise 3: multiplies and does not divide
def with_radius(matrix, radius):
    return matrix * radius


# %% exercise 3: scales the matrix that it is given
# says: You changed the matrix itself
def with_radius(matrix, radius):
    matrix *= radius / np.abs(np.linalg.eigvals(matrix)).max()
    return matrix


# %% exercise 3: divides by a complex eigenvalue
def with_radius(matrix, radius):
    eigenvalues = np.linalg.eigvals(matrix)
    return matrix * radius / eigenvalues[np.abs(eigenvalues).argmax()]


# %% exercise 3: another matrix of the radius
# says: scaled by the same number
def with_radius(matrix, radius):
    return radius * np.eye(len(matrix))


# %% exercise 3: forgets the root
def with_radius(matrix, radius):
    return matrix * radius / (np.abs(np.linalg.eigvals(matrix)) ** 2).max()


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


# %% exercise 4: leaves out the last distance
# says: One norm for each distance
def norms_by_distance(recurrent_kernel, slope, distance):
    norms = []
    for _ in range(distance):
        norms.append(np.linalg.norm(slope))
        slope = slope @ recurrent_kernel.T
    return np.array(norms)


# %% exercise 4: gives the squares
# says: the norm at distance 0
def norms_by_distance(recurrent_kernel, slope, distance):
    norms = []
    for _ in range(distance + 1):
        norms.append(slope @ slope)
        slope = slope @ recurrent_kernel.T
    return np.array(norms)


# %% exercise 4: takes the slope back in its own array
# says: You changed recurrent_kernel or slope itself
def norms_by_distance(recurrent_kernel, slope, distance):
    norms = []
    for _ in range(distance + 1):
        norms.append(np.linalg.norm(slope))
        slope[:] = recurrent_kernel @ slope
    return np.array(norms)


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


# %% exercise 5: lets each array decide by itself
def clip_by_global_norm(gradients, limit):
    norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
    return [g * limit / norm if np.linalg.norm(g) > limit else g for g in gradients]


# %% exercise 5: scales the arrays that it is given
# says: You changed the arrays
def clip_by_global_norm(gradients, limit):
    norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
    for g in gradients:
        g *= min(1.0, limit / max(norm, 1e-12))
    return gradients


# %% exercise 5: replaces the arrays in the list that it is given
# says: You changed the arrays
def clip_by_global_norm(gradients, limit):
    norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
    for k, g in enumerate(gradients):
        gradients[k] = g * min(1.0, limit / max(norm, 1e-12))
    return gradients


# %% exercise 5: divides by a norm of 0
# says: Do not divide by 0
def clip_by_global_norm(gradients, limit):
    norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
    with np.errstate(all="ignore"):
        return [g / norm * min(norm, limit) for g in gradients]


# %% exercise 5: gives back the norm, too
# says: the number of arrays should be 3
def clip_by_global_norm(gradients, limit):
    norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
    return [g * min(1.0, limit / max(norm, 1e-12)) for g in gradients], norm


# %% exercise 5: forgets to return
# says: Return a list of arrays
def clip_by_global_norm(gradients, limit):
    [g * limit for g in gradients]


# %% exercise 6: leaks a little
# says: What must W be
def summing_weights():
    return [[1.0, 1.0], [0.0, -1.0]], 0.99 * np.eye(2), np.zeros(2)


# %% exercise 6: no memory
def summing_weights():
    return [[1.0, 1.0], [0.0, -1.0]], np.zeros((2, 2)), np.zeros(2)


# %% exercise 6: swaps rows and columns of U
# says: what should U and b add to it when x is [200, 0]
def summing_weights():
    return [[1.0, 0.0], [1.0, -1.0]], np.eye(2), np.zeros(2)


# %% exercise 6: adds both inputs
# says: what should U and b add to it when x is
def summing_weights():
    return [[1.0, 1.0], [0.0, 1.0]], np.eye(2), np.zeros(2)


# %% exercise 6: a bias of 1
# says: what should U and b add
def summing_weights():
    return [[1.0, 1.0], [0.0, -1.0]], np.eye(2), np.ones(2)


# %% exercise 6: forgets the bias
# says: Return three arrays
def summing_weights():
    return [[1.0, 1.0], [0.0, -1.0]], np.eye(2)


# %% exercise 7: does not clip
# says: Try a clip
rate, clip = 0.01, None

# %% exercise 7: clips, but steps too far
# says: Lower the rate, or the clip
rate, clip = 0.3, 1.0

# %% exercise 7: stands still
# says: Raise the rate, or the clip
rate, clip = 1e-6, 1.0


# %% exercise 7: the clip is too loose for the rate of the chapter
# says: Lower the rate, or the clip
rate, clip = 0.01, 10.0

# %% exercise 7: cuts every step down to nothing
# says: A clip of 0 or less
rate, clip = 0.01, 0.0

# %% exercise 7: steps uphill
# says: A clip of 0 or less
rate, clip = 0.01, -1.0

# %% exercise 7: the low rate of the chapter, without a clip
# says: served its starts, not all of these
rate, clip = 0.0001, None

# %% exercise 7: a clip that does not clip
# says: make the clip tighter, and the rate higher
rate, clip = 0.0001, 50.0
