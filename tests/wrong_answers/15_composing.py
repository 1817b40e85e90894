# %% exercise 1: colder, not hotter
temperature = 0.5

# %% exercise 1: the quotient of the odds, four by two, as a logarithm
temperature = np.log(2.0)

# %% exercise 1: halves the score by halving the chance
temperature = 4.0


# %% exercise 2: forgets the silent keys
def chance_of_a_chord(chords):
    p = chords.mean(axis=0)
    return np.prod(np.where(chords == 1, p, 1), axis=1).sum()


# %% exercise 2: the chance of the first chord only
def chance_of_a_chord(chords):
    p = chords.mean(axis=0)
    return np.prod(np.where(chords == 1, p, 1 - p), axis=1)[0]


# %% exercise 2: averages over the chords
def chance_of_a_chord(chords):
    p = chords.mean(axis=0)
    return np.prod(np.where(chords == 1, p, 1 - p), axis=1).mean()


# %% exercise 2: every key a fair coin
def chance_of_a_chord(chords):
    return len(chords) * 0.5 ** chords.shape[1]


# %% exercise 2: overwrites the chords
# says: You changed chords
def chance_of_a_chord(chords):
    p = chords.mean(axis=0)
    total = np.prod(np.where(chords == 1, p, 1 - p), axis=1).sum()
    chords[:] = 1
    return total


# %% exercise 3: joins the pieces
def transitions(pieces):
    whole = "".join(pieces)
    pairs = list(itertools.pairwise(whole))
    return {p: pairs.count(p) / sum(q[0] == p[0] for q in pairs) for p in set(pairs)}


# %% exercise 3: divides by all pairs
def transitions(pieces):
    pairs = [pair for piece in pieces for pair in itertools.pairwise(piece)]
    return {p: pairs.count(p) / len(pairs) for p in set(pairs)}


# %% exercise 3: counts the last chord as a start
def transitions(pieces):
    pairs = [pair for piece in pieces for pair in itertools.pairwise(piece)]
    whole = "".join(pieces)
    return {p: pairs.count(p) / whole.count(p[0]) for p in set(pairs)}


# %% exercise 3: returns counts
def transitions(pieces):
    pairs = [pair for piece in pieces for pair in itertools.pairwise(piece)]
    return {p: pairs.count(p) for p in set(pairs)}


# %% exercise 3: takes pairs of letters for pairs
def transitions(pieces):
    return {"CF": 2 / 3, "CG": 1 / 3, "FC": 0.5, "FG": 0.5, "GC": 1.0}


# %% exercise 3: gives the pairs that do not occur
# says: the pairs that occur
def transitions(pieces):
    pairs = [pair for piece in pieces for pair in itertools.pairwise(piece)]
    return {
        (a, b): pairs.count((a, b)) / max(1, sum(p[0] == a for p in pairs))
        for a in "CFG"
        for b in "CFG"
    }


# %% exercise 4: the chapter's parallels
def into_perfect(upper, lower):
    apart = (upper - lower) % 12
    move = (np.diff(upper) != 0) & (np.diff(lower) != 0)
    return int((move & np.isin(apart[1:], (0, 7)) & (apart[1:] == apart[:-1])).sum())


# %% exercise 4: the hidden ones without the parallel ones
def into_perfect(upper, lower):
    apart = (upper - lower) % 12
    same = np.diff(upper) * np.diff(lower) > 0
    return int((same & np.isin(apart[1:], (0, 7)) & (apart[1:] != apart[:-1])).sum())


# %% exercise 4: in any direction
def into_perfect(upper, lower):
    move = (np.diff(upper) != 0) & (np.diff(lower) != 0)
    return int((move & np.isin((upper - lower)[1:] % 12, (0, 7))).sum())


# %% exercise 4: counts what is held
def into_perfect(upper, lower):
    same = np.sign(np.diff(upper)) == np.sign(np.diff(lower))
    return int((same & np.isin((upper - lower)[1:] % 12, (0, 7))).sum())


# %% exercise 4: forgets the octaves between the voices
def into_perfect(upper, lower):
    same = np.diff(upper) * np.diff(lower) > 0
    return int((same & np.isin((upper - lower)[1:], (0, 7, 12))).sum())


# %% exercise 5: counts from the middle C
def tone(midi, seconds, rate, half_life):
    t = np.arange(round(seconds * rate)) / rate
    return 0.5 ** (t / half_life) * np.sin(2 * np.pi * 440 * 2 ** ((midi - 60) / 12) * t)


# %% exercise 5: forgets 2 pi
def tone(midi, seconds, rate, half_life):
    t = np.arange(round(seconds * rate)) / rate
    return 0.5 ** (t / half_life) * np.sin(440 * 2 ** ((midi - 69) / 12) * t)


# %% exercise 5: falls with e
def tone(midi, seconds, rate, half_life):
    t = np.arange(round(seconds * rate)) / rate
    return np.exp(-t / half_life) * np.sin(2 * np.pi * 440 * 2 ** ((midi - 69) / 12) * t)


# %% exercise 5: a cosine
def tone(midi, seconds, rate, half_life):
    t = np.arange(round(seconds * rate)) / rate
    return 0.5 ** (t / half_life) * np.cos(2 * np.pi * 440 * 2 ** ((midi - 69) / 12) * t)


# %% exercise 5: one rate for all
def tone(midi, seconds, rate, half_life):
    t = np.arange(round(seconds * 8000)) / 8000
    return 0.5 ** (t / half_life) * np.sin(2 * np.pi * 440 * 2 ** ((midi - 69) / 12) * t)


# %% exercise 5: takes the end of the tone along
# says: sample k belongs to the time k / rate
def tone(midi, seconds, rate, half_life):
    t = np.linspace(0, seconds, round(seconds * rate))
    return 0.5 ** (t / half_life) * np.sin(2 * np.pi * 440 * 2 ** ((midi - 69) / 12) * t)


# %% exercise 5: begins downwards
# says: begins upwards
def tone(midi, seconds, rate, half_life):
    t = np.arange(round(seconds * rate)) / rate
    return -(0.5 ** (t / half_life)) * np.sin(2 * np.pi * 440 * 2 ** ((midi - 69) / 12) * t)


# %% exercise 5: writes whole numbers as in a file
def tone(midi, seconds, rate, half_life):
    t = np.arange(round(seconds * rate)) / rate
    return np.round(
        32767 * 0.5 ** (t / half_life) * np.sin(2 * np.pi * 440 * 2 ** ((midi - 69) / 12) * t)
    ).astype(int)


# %% exercise 6: forbids the same note
def below(scores, now):
    if now.shape[1] == 0:
        return scores
    above = now[:, -1:]
    return np.where((np.arange(58) >= above) & (above > 0), -np.inf, scores)


# %% exercise 6: takes the soprano for the voice above
def below(scores, now):
    if now.shape[1] == 0:
        return scores
    above = now[:, :1]
    return np.where((np.arange(58) > above) & (above > 0), -np.inf, scores)


# %% exercise 6: a rest above forbids all notes
def below(scores, now):
    if now.shape[1] == 0:
        return scores
    return np.where(np.arange(58) > now[:, -1:], -np.inf, scores)


# %% exercise 6: changes the scores that were given
def below(scores, now):
    if now.shape[1]:
        for row, last in zip(scores, now[:, -1], strict=True):
            if last > 0:
                row[last + 1 :] = -np.inf
    return scores


# %% exercise 6: forbids the wrong side
def below(scores, now):
    if now.shape[1] == 0:
        return scores
    above = now[:, -1:]
    return np.where((np.arange(58) < above) & (np.arange(58) > 0), -np.inf, scores)


# %% exercise 6: a very low score instead of −∞
# says: with a score of −∞
def below(scores, now):
    if now.shape[1] == 0:
        return scores
    above = now[:, -1:]
    return np.where((np.arange(58) > above) & (above > 0), -1e9, scores)


# %% exercise 6: forgets the return when somebody sings
# says: still None
def below(scores, now):
    if now.shape[1] == 0:
        return scores
    above = now[:, -1:]
    np.where((np.arange(58) > above) & (above > 0), -np.inf, scores)


# %% exercise 6: takes the alto for the voice above
# says: after the tokens [40, 30, 20]
def below(scores, now):
    if now.shape[1] == 0:
        return scores
    above = now[:, 1:2]
    return np.where((np.arange(58) > above) & (above > 0), -np.inf, scores)


# %% exercise 6: takes +∞
# says: with a score of −∞
def below(scores, now):
    if now.shape[1] == 0:
        return scores
    above = now[:, -1:]
    return np.where((np.arange(58) > above) & (above > 0), np.inf, scores)


# %% exercise 7: compares notes, not moves
def longest_copy(piece, others):
    longest = 1
    for other in others:
        run = [0] * (len(other) + 1)
        for note in piece.tolist():
            run = [0] + [run[k] + 1 if note == m else 0 for k, m in enumerate(other.tolist())]
            longest = max(longest, *run)
    return longest


# %% exercise 7: gives the moves
def longest_copy(piece, others):
    longest = 0
    for other in others:
        theirs = np.diff(other).tolist()
        run = [0] * (len(theirs) + 1)
        for move in np.diff(piece).tolist():
            run = [0] + [run[k] + 1 if move == m else 0 for k, m in enumerate(theirs)]
            longest = max(longest, *run)
    return longest


# %% exercise 7: looks at the beginning only
def longest_copy(piece, others):
    longest = 1
    for other in others:
        n = 0
        for a, b in zip(np.diff(piece), np.diff(other), strict=False):
            if a != b:
                break
            n += 1
        longest = max(longest, n + 1)
    return longest


# %% exercise 7: joins the others
def longest_copy(piece, others):
    theirs = np.diff(np.concatenate(others)).tolist()
    longest, run = 0, [0] * (len(theirs) + 1)
    for move in np.diff(piece).tolist():
        run = [0] + [run[k] + 1 if move == m else 0 for k, m in enumerate(theirs)]
        longest = max(longest, *run)
    return longest + 1


# %% exercise 7: does not tell up from down
# says: Up is not down
def longest_copy(piece, others):
    longest = 0
    for other in others:
        theirs = np.abs(np.diff(other)).tolist()
        run = [0] * (len(theirs) + 1)
        for move in np.abs(np.diff(piece)).tolist():
            run = [0] + [run[k] + 1 if move == m else 0 for k, m in enumerate(theirs)]
            longest = max(longest, *run)
    return longest + 1


# %% exercise 7: lets other notes stand between
# says: No gaps
def longest_copy(piece, others):
    longest = 0
    a = np.diff(piece).tolist()
    for other in others:
        b = np.diff(other).tolist()
        row = [0] * (len(b) + 1)
        for x in a:
            new = [0]
            for k, y in enumerate(b):
                new.append(row[k] + 1 if x == y else max(row[k + 1], new[k]))
            row = new
        longest = max(longest, row[-1])
    return longest + 1
