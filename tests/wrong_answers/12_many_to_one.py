# %% exercise 1: lets the state fade
state_weight, padding_worth = 0.5, 0.0

# %% exercise 1: lets the padding add up
state_weight, padding_worth = 1.0, -0.2

# %% exercise 1: forgets everything, words included
state_weight, padding_worth = 0.0, 0.0


# %% exercise 1: turns the sign at each step of padding
state_weight, padding_worth = -1.0, 0.0


# %% exercise 2: forgets to add 1 to the sum as well
def word_weights(occurs, positive):
    logs = []
    for part in (positive, ~positive):
        counts = occurs[part].sum(axis=0)
        logs.append(np.log((counts + 1) / counts.sum()))
    return logs[0] - logs[1]


# %% exercise 2: divides by the number of reviews
def word_weights(occurs, positive):
    p, n = occurs[positive].mean(axis=0), occurs[~positive].mean(axis=0)
    return np.log(p + 1) - np.log(n + 1)


# %% exercise 2: takes the classes the wrong way round
def word_weights(occurs, positive):
    plus, minus = occurs[positive].sum(axis=0) + 1, occurs[~positive].sum(axis=0) + 1
    return np.log(minus / minus.sum()) - np.log(plus / plus.sum())


# %% exercise 2: adds 1 to each entry in place
# says: You changed occurs
def word_weights(occurs, positive):
    occurs += 1
    p, n = occurs[positive].sum(axis=0), occurs[~positive].sum(axis=0)
    return np.log(p / p.sum()) - np.log(n / n.sum())


# %% exercise 3: does not stop at "but"
def marked(words, negations, reach=3):
    result, left = [], 0
    for word in words:
        result.append("NOT_" + word if left > 0 else word)
        left = reach if word in negations else left - 1
    return result


# %% exercise 3: marks to the end
def marked(words, negations, reach=3):
    result, on = [], False
    for word in words:
        on = on and word != "but"
        result.append("NOT_" + word if on else word)
        on = on or word in negations
    return result


# %% exercise 3: does not start anew at a second negation
def marked(words, negations, reach=3):
    result, left = [], 0
    for word in words:
        left = 0 if word == "but" else left
        if left > 0:
            result.append("NOT_" + word)
            left -= 1
        else:
            result.append(word)
            left = reach if word in negations else 0
    return result


# %% exercise 3: marks in place
# says: You changed the list of words
def marked(words, negations, reach=3):
    left = 0
    for k, word in enumerate(words):
        left = 0 if word == "but" else left
        if left > 0:
            words[k] = "NOT_" + word
        left = reach if word in negations else left - 1
    return words


# %% exercise 3: looks for the marked word among the negations
def marked(words, negations, reach=3):
    result, left = [], 0
    for word in words:
        left = 0 if word == "but" else left
        word = "NOT_" + word if left > 0 else word
        result.append(word)
        left = reach if word in negations else left - 1
    return result


# %% exercise 4: takes the padding in
def masked_mean(states, mask):
    return states.mean(axis=1)


# %% exercise 4: divides by the number of all steps
def masked_mean(states, mask):
    return (states * mask[..., None]).mean(axis=1)


# %% exercise 4: divides 0 by 0
def masked_mean(states, mask):
    return (states * mask[..., None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)


# %% exercise 4: clears the padding in place
# says: You changed states
def masked_mean(states, mask):
    states[~mask] = 0
    return states.sum(axis=1) / np.maximum(mask.sum(axis=1, keepdims=True), 1)


# %% exercise 5: adds first and then fades
def late_reader(words, worth, d):
    h = 0.0
    for word in words:
        h = d * (h + worth.get(word, 0.0))
    return h


# %% exercise 5: lets late words fade
def late_reader(words, worth, d):
    return sum(worth.get(word, 0.0) * d**t for t, word in enumerate(words))


# %% exercise 5: is a bag
def late_reader(words, worth, d):
    return sum(worth.get(word, 0.0) for word in words)


# %% exercise 5: skips unknown words
# says: Each word, known or not
def late_reader(words, worth, d):
    h = 0.0
    for word in words:
        if word in worth:
            h = d * h + worth[word]
    return h


# %% exercise 5: takes a weighted mean
def late_reader(words, worth, d):
    h = 0.0
    for word in words:
        h = d * h + (1 - d) * worth.get(word, 0.0)
    return h


# %% exercise 6: shows the lower rows
def first_rows(n, rows, height=8):
    return np.tile(np.arange(height) >= height - rows, (n, 1))


# %% exercise 6: shows one row too many
def first_rows(n, rows, height=8):
    return np.tile(np.arange(height) <= rows, (n, 1))


# %% exercise 6: one mask for all images
def first_rows(n, rows, height=8):
    return np.arange(height) < rows


# %% exercise 6: the wrong way round
def first_rows(n, rows, height=8):
    return np.tile(np.arange(height) >= rows, (n, 1))
