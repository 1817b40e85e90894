# %% exercise 1: an integer of NumPy
temperature = np.int64(2)


# %% exercise 2: float32
def chance_of_a_chord(chords):
    p = chords.mean(axis=0, dtype="float32")
    return np.abs(1 - chords - p).astype("float32").prod(axis=1).sum()


# %% exercise 2: chord by chord, an array without axes
def chance_of_a_chord(chords):
    chance = np.zeros(())
    for chord in chords.tolist():
        product = 1.0
        for k, key in enumerate(chord):
            share = chords[:, k].mean()
            product *= share if key else 1 - share
        chance += product
    return chance


# %% exercise 3: a Counter, float32
def transitions(pieces):
    from collections import Counter

    pairs = Counter(pair for piece in pieces for pair in itertools.pairwise(piece))
    starts = Counter(one for piece in pieces for one in piece[:-1])
    return Counter({pair: np.float32(n / starts[pair[0]]) for pair, n in pairs.items()})


# %% exercise 3: fractions, a defaultdict
def transitions(pieces):
    from collections import defaultdict
    from fractions import Fraction

    after = defaultdict(list)
    for piece in pieces:
        for k in range(len(piece) - 1):
            after[piece[k]].append(piece[k + 1])
    chances = defaultdict(Fraction)
    for one, others in after.items():
        for other in others:
            chances[one, other] += Fraction(1, len(others))
    return chances


# %% exercise 4: a loop
def into_perfect(upper, lower):
    number = 0
    for t in range(1, len(upper)):
        up, low = int(upper[t] - upper[t - 1]), int(lower[t] - lower[t - 1])
        together = (up > 0 and low > 0) or (up < 0 and low < 0)
        number += together and int(upper[t] - lower[t]) % 12 in (0, 7)
    return number


# %% exercise 4: float32
def into_perfect(upper, lower):
    moves = np.sign(np.diff([upper, lower], axis=1).astype("float32"))
    same = np.abs(moves.sum(axis=0)) == 2
    return np.float32((same & (4 * (upper - lower)[1:] % 48 % 28 == 0)).sum())


# %% exercise 5: float32
def tone(midi, seconds, rate, half_life):
    t = np.arange(int(seconds * rate), dtype="float32") / np.float32(rate)
    frequency = np.float32(440 * 2 ** ((midi - 69) / 12))
    return np.exp2(-t / np.float32(half_life)) * np.sin(np.float32(2 * np.pi) * frequency * t)


# %% exercise 5: a list
def tone(midi, seconds, rate, half_life):
    t = np.linspace(0, seconds, round(seconds * rate), endpoint=False)
    rotation = np.exp((2j * np.pi * 440 * 2 ** ((midi - 69) / 12) - np.log(2) / half_life) * t)
    return rotation.imag.tolist()


# %% exercise 6: changes a copy, float32
def below(scores, now):
    scores = scores.astype("float32")
    if now.size:
        for row, last in zip(scores, now[:, -1], strict=True):
            if last:
                row[last + 1 :] = -np.inf
    return scores


# %% exercise 6: lists, and 57 for a voice that rests
def below(scores, now):
    result = scores.tolist()
    for b, tokens in enumerate(now.tolist()):
        limit = (tokens[-1] if tokens else 0) or 57
        for k in range(limit + 1, 58):
            result[b][k] = float("-inf")
    return result


# %% exercise 7: stretches in sets
def longest_copy(piece, others):
    def stretches(notes, n):
        return {tuple(np.diff(notes[k : k + n])) for k in range(len(notes) - n + 1)}

    n = 1
    while any(stretches(piece, n + 1) & stretches(other, n + 1) for other in others):
        n += 1
    return np.int64(n)


# %% exercise 7: a float
def longest_copy(piece, others):
    longest = 1.0
    for other in others:
        for i, j in np.ndindex(len(piece), len(other)):
            n = 1
            while max(i, j) + n < 1000 and i + n < len(piece) and j + n < len(other):
                if piece[i + n] - piece[i] != other[j + n] - other[j]:
                    break
                n += 1
            longest = max(longest, float(n))
    return longest
