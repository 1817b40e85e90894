// A kitchen timer, a shopping list and a small game: a program to find brackets in.

const units = { second: 1, minute: 60, hour: 3600 };

function parseDuration(text) {
  const parts = text.trim().split(/\s+/);
  let total = 0;
  for (let k = 0; k < parts.length; k += 2) {
    const amount = Number(parts[k]);
    const unit = (parts[k + 1] || "minute").replace(/s$/, "");
    if (Number.isNaN(amount) || !(unit in units)) {
      throw new Error("expected a number and a unit, received " + parts.slice(k, k + 2));
    }
    total += amount * units[unit];
  }
  return total;
}

class Timer {
  constructor(name, seconds) {
    this.name = name;
    this.left = seconds;
    this.listeners = [];
  }

  onRing(listener) {
    this.listeners.push(listener);
    return this;
  }

  tick(seconds) {
    if (this.left <= 0) {
      return false;
    }
    this.left = Math.max(0, this.left - seconds);
    if (this.left === 0) {
      this.listeners.forEach((listener) => listener({ name: this.name, at: Date.now() }));
    }
    return true;
  }
}

const kitchen = [
  new Timer("eggs", parseDuration("6 minutes 30 seconds")),
  new Timer("bread", parseDuration("1 hour 10 minutes")),
  new Timer("tea", parseDuration("4 minutes")),
];

function nextToRing(timers) {
  return timers
    .filter((timer) => timer.left > 0)
    .reduce((first, timer) => (first === null || timer.left < first.left ? timer : first), null);
}

const list = new Map([
  ["flour", { grams: 500, shelf: [3, "left"] }],
  ["butter", { grams: 250, shelf: [1, "cold"] }],
  ["apples", { grams: 1200, shelf: [2, "right"] }],
]);

function walk(list) {
  const shelves = {};
  for (const [name, { grams, shelf }] of list) {
    const [row, side] = shelf;
    (shelves[row] = shelves[row] || []).push({ name, grams, side });
  }
  return Object.keys(shelves)
    .sort((a, b) => Number(a) - Number(b))
    .map((row) => ({ row: Number(row), items: shelves[row].map((item) => item.name) }));
}

function scale(list, persons, from = 4) {
  const factor = persons / from;
  return new Map(
    [...list].map(([name, entry]) => [name, { ...entry, grams: Math.round(entry.grams * factor) }]),
  );
}

const size = { width: 12, height: 8 };
const moves = { up: [0, -1], down: [0, 1], left: [-1, 0], right: [1, 0] };

function emptyField() {
  return Array.from({ length: size.height }, () => Array(size.width).fill("."));
}

function inside([x, y]) {
  return x >= 0 && y >= 0 && x < size.width && y < size.height;
}

function step(snake, direction, apple) {
  const [dx, dy] = moves[direction];
  const [x, y] = snake[0];
  const head = [x + dx, y + dy];
  if (!inside(head) || snake.some(([a, b]) => a === head[0] && b === head[1])) {
    return { snake, alive: false, ate: false };
  }
  const ate = head[0] === apple[0] && head[1] === apple[1];
  const body = ate ? snake : snake.slice(0, -1);
  return { snake: [head, ...body], alive: true, ate };
}

function draw(snake, apple) {
  const field = emptyField();
  field[apple[1]][apple[0]] = "o";
  snake.forEach(([x, y], k) => {
    field[y][x] = k === 0 ? "@" : "#";
  });
  return field.map((row) => row.join(" ")).join("\n");
}

function play(directions, apples) {
  let snake = [[2, 2], [1, 2], [0, 2]];
  let eaten = 0;
  for (const direction of directions) {
    const result = step(snake, direction, apples[eaten % apples.length]);
    if (!result.alive) {
      return { eaten, length: snake.length, over: true };
    }
    snake = result.snake;
    eaten += result.ate ? 1 : 0;
  }
  return { eaten, length: snake.length, over: false };
}

function wordCount(text) {
  const counts = {};
  for (const word of text.toLowerCase().match(/[a-z']+/g) || []) {
    counts[word] = (counts[word] || 0) + 1;
  }
  return Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .slice(0, 10);
}

function table(rows, columns) {
  const widths = columns.map((name) =>
    Math.max(name.length, ...rows.map((row) => String(row[name]).length)),
  );
  const line = (cells) => cells.map((cell, k) => String(cell).padEnd(widths[k])).join(" | ");
  return [line(columns), ...rows.map((row) => line(columns.map((name) => row[name])))].join("\n");
}

function memo(f) {
  const known = new Map();
  return (...args) => {
    const key = JSON.stringify(args);
    if (!known.has(key)) {
      known.set(key, f(...args));
    }
    return known.get(key);
  };
}

const ways = memo((n) => (n < 2 ? 1 : ways(n - 1) + ways(n - 2)));

function permutations(items) {
  if (items.length < 2) {
    return [items];
  }
  return items.flatMap((item, k) =>
    permutations([...items.slice(0, k), ...items.slice(k + 1)]).map((rest) => [item, ...rest]),
  );
}

function shortest(places, distance) {
  let best = { length: Infinity, path: [] };
  for (const path of permutations(places)) {
    const length = path.slice(1).reduce((sum, place, k) => sum + distance(path[k], place), 0);
    if (length < best.length) {
      best = { length, path };
    }
  }
  return best;
}

module.exports = { parseDuration, Timer, nextToRing, walk, scale, play, draw, wordCount, table };
