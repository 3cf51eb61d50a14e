/* A lesson: a neuron, the outputs that are wanted of it, and the perceptron rule. No elements here.
   All numbers are integers over one scale: w0, w1, ..., then the rate and the threshold. */

const lesson = JSON.parse($("data").textContent);
const { names, order, goals } = lesson;
const arity = names.length, RATE = arity + 1, THRESHOLD = arity + 2, LAST_EPOCH = 10000;
const weightNames = ["w₀", ...names.map((_, place) => `w${[...String(place + 1)].map(digit => "₀₁₂₃₄₅₆₇₈₉"[digit]).join("")}`)];

let scale = 1n, numbers = []; // the weights of `numbers` are those that the run began with
let wanted = [];              // a truth value a row, counting up, the last input fastest
let bipolar = {};             // whether inputs, and outputs, are -1 and 1
let guessing = false;         // whether the reader looks for the weights, not the rule
let run = {};

const bits = row => names.map((_, place) => (row >> (arity - 1 - place)) & 1);
const input = bit => (bit ? 1n : bipolar.inputs ? -1n : 0n);
const output = bit => (bit ? 1n : bipolar.outputs ? -1n : 0n);
const shownRow = row => bits(row).map(bit => text(input(bit))).join(" ");
const sum = (row, weights = run.weights) => bits(row).reduce((z, bit, place) => z + weights[place + 1] * input(bit), weights[0]);
const fires = row => sum(row) >= numbers[THRESHOLD];
const right = row => fires(row) === wanted[row];
const goal = () => goals[wanted.map(Number).join("")];
const wrongRows = () => order.filter((row, place) => !right(row) && order.indexOf(row) === place);

const now = place => (place > arity ? numbers : run.weights)[place];

/** Give one number another value, exactly; the run then begins anew from the weights of the moment. */
function setNumber(place, [top, bottom]) {
  if (place === RATE && top <= 0n) return false;
  numbers.splice(0, arity + 1, ...run.weights);
  rescale(bottom);
  numbers[place] = top * (scale / bottom);
  begin();
  return true;
}

/** Let the scale be a multiple of a denominator. */
function rescale(denominator) {
  const factor = denominator / gcd(scale, denominator);
  numbers = numbers.map(number => number * factor);
  scale *= factor;
}

// -- the rule -------------------------------------------------------------------------------------------------------

function begin() {
  const weights = numbers.slice(0, arity + 1);
  run = { weights, steps: [], epoch: 1, place: 0, seen: new Map([[weights.join(), 0]]), outcome: "", next: null };
  seek();
}

/** Walk on to the next wrong row, from epoch to epoch, until all rows are right or the weights come back. */
function seek() {
  run.next = null;
  if (wanted.every((_, row) => right(row))) {
    if (run.steps.length) run.epoch = run.steps.at(-1).epoch + 1; // the epoch that only confirms
    run.outcome = "learnt";
    return;
  }
  for (; ; run.place++) {
    if (run.place === order.length) {
      const weights = run.weights.join();
      run.since = run.seen.get(weights);
      run.outcome = run.since !== undefined ? "cycle" : run.epoch >= LAST_EPOCH ? "limit" : "";
      if (run.outcome) return;
      run.seen.set(weights, run.epoch++);
      run.place = 0;
    }
    if (!right(order[run.place])) break;
  }
  run.next = order[run.place];
}

/** The rule on the next wrong row: each weight moves by rate * (wanted - output) * input. */
function step() {
  if (run.next === null) return;
  const row = run.next, before = run.weights, want = output(wanted[row]), got = output(!wanted[row]);
  const move = numbers[RATE] * (want - got);
  run.weights = [before[0] + move, ...bits(row).map((bit, place) => before[place + 1] + move * input(bit))];
  run.steps.push({ row, want, got, before, after: run.weights, epoch: run.epoch, at: (run.epoch - 1) * order.length + ++run.place });
  seek();
}

/** The run from its beginning, so many steps far. */
function replay(count) {
  begin();
  while (run.steps.length < count) step();
}

/** The most mistakes that can be made on a threshold function from here (Novikoff): see `bound` in perceptron_rule.py. */
function bound() {
  const { weights, threshold } = goal();
  if (!weights) return null;
  const w = weights.map(BigInt), offset = 2n * BigInt(threshold) - 1n;
  const separator = bipolar.inputs ? [w.reduce((a, b) => a + b, 0n) - offset, ...w] : [-offset, ...w.map(each => 2n * each)];
  const origin = [numbers[0] - numbers[THRESHOLD], ...numbers.slice(1, arity + 1)];
  const dot = (a, b) => a.reduce((total, each, place) => total + each * b[place], 0n);
  const move = numbers[RATE] * (output(1) - output(0)), along = dot(separator, origin), square = dot(separator, separator);
  const atStart = square * dot(origin, origin), perMove = square * move * move * BigInt(arity + 1);
  const possible = count => count * move + along <= 0n || (count * move + along) ** 2n <= atStart + count * perMove;
  let least = 0n, most = 1n;
  while (possible(most)) [least, most] = [most, 2n * most];
  while (most - least > 1n) {
    const middle = (least + most) / 2n;
    if (possible(middle)) least = middle;
    else most = middle;
  }
  return least;
}

// -- in words -------------------------------------------------------------------------------------------------------

const signed = amount => (amount < 0n ? `(${text(amount)})` : text(amount));

/** The arithmetic of a step. */
function stepWords({ row, want, got, before, after }) {
  const rate = text(numbers[RATE], scale);
  const parts = weightNames.map((name, place) => {
    if (after[place] === before[place]) return `${name} stays, its input is 0`;
    const times = place ? ` × ${signed(input(bits(row)[place - 1]))}` : "";
    return `${name} = ${text(before[place], scale)} + ${rate} × (${text(want)} − ${signed(got)})${times} = ${text(after[place], scale)}`;
  });
  return `Row ${shownRow(row)}: wanted ${text(want)}, got ${text(got)}, so ${parts.join("; ")}.`;
}

/** Which weights to move, and which way, for the first wrong row. */
function hintWords() {
  const [row] = wrongRows(), z = text(sum(row), scale), limit = text(numbers[THRESHOLD], scale), up = wanted[row];
  const list = all => (all.length > 1 ? `${all.slice(0, -1).join(", ")} and ${all.at(-1)}` : all.join());
  const [raise, lower, idle] = [1n, -1n, 0n].map(sign => weightNames.filter((_, place) => (place ? input(bits(row)[place - 1]) : 1n) === sign));
  const moves = [[up ? "raise" : "lower", raise], [up ? "lower" : "raise", lower]].filter(([, all]) => all.length);
  const rest = idle.length ? ` ${list(idle)} ${idle.length > 1 ? "do" : "does"} not matter there: ${idle.length > 1 ? "their inputs are" : "its input is"} 0.` : "";
  const why = up ? `should fire, but z = ${z} stays below ${limit}` : `should be silent, but z = ${z} reaches ${limit}`;
  return `Row ${shownRow(row)} ${why}: ${moves.map(([way, all]) => `${way} ${list(all)}`).join(", ")}.${rest}`;
}

/** A sum as one writes it: a − 2·b. */
function sumWords(terms) {
  const used = terms.filter(([weight]) => weight);
  const said = used.map(([weight, name]) => `${weight < 0n ? "−" : "+"} ${/^-?1$/.test(weight) ? "" : `${String(weight).replace("-", "")}·`}${name}`).join(" ");
  return said.replace(/^\+ /, "").replace(/^− /, "−") || "0";
}

/** When a neuron of whole numbers over 0 and 1 fires, in the encoding of the inputs. */
function firingWords(weights, threshold, read) {
  const all = weights.map(BigInt), total = all.reduce((a, b) => a + b, 0n), level = BigInt(threshold);
  return `fires when ${sumWords(all.map((weight, place) => [weight, read[place]]))} ≥ ${text(bipolar.inputs ? 2n * level - total : level)}`;
}

/** Why there are no weights, and what to do instead. */
function impossibleWords() {
  const { fire, silent, neurons } = goal(), count = fire.length;
  const points = list => list.map(row => bits(row).join("")).join(" and ");
  const ones = names.map((name, place) => [name, fire.reduce((all, row) => all + bits(row)[place], 0)]).filter(([, times]) => times);
  const shares = ones.map(([name, times]) => `${name} ${["", "once", "twice"][times] ?? `${times} times`}`).join(", ");
  const said = [
    `No weights exist. ${points(fire)} must fire, ${points(silent)} must be silent. Each input is 1 equally often on both sides` +
      `${shares && ` (${shares})`}, so the sums of both sides add up to the same total, whatever the weights are. But ${count} firing sums` +
      ` make at least ${count} times the threshold, and ${count} silent ones less: no weights can do both.`,
  ];
  if (!neurons) return said;
  const known = [...names, ...neurons.slice(1).map((_, place) => `h${place + 1}`), lesson.output];
  const rules = neurons.map(([reads, weights, threshold], place) => `${known[arity + place]} ${firingWords(weights, threshold, reads.map(from => known[from]))}`);
  return [...said, `${plural(neurons.length, "neuron")} can: ${rules.join("; ")}.`];
}

// -- in and out -----------------------------------------------------------------------------------------------------

/** The lesson as it stands, as the text of a link; what `load` takes. */
function stateText() {
  const shown = place => text(now(place), scale).replace("−", "-"), weights = weightNames.map((_, place) => shown(place)).join();
  return `w=${weights}&rate=${shown(RATE)}&threshold=${shown(THRESHOLD)}&wanted=${wanted.map(Number).join("")}` +
    `&inputs=${+bipolar.inputs}&outputs=${+bipolar.outputs}&guess=${+guessing}`;
}

/** Take over what a text says; anything that does not fit changes nothing. */
function load(state) {
  const given = new URLSearchParams(state), rows = given.get("wanted") ?? "";
  const read = [...(given.get("w") ?? "").split(","), given.get("rate") ?? "", given.get("threshold") ?? ""].map(parse);
  if (read.length !== arity + 3 || read.includes(null) || read[RATE][0] <= 0n || !Object.hasOwn(goals, rows)) return false;
  [scale, numbers] = [1n, read.map(() => 0n)];
  for (const [, bottom] of read) rescale(bottom);
  numbers = read.map(([top, bottom]) => top * (scale / bottom));
  wanted = [...rows].map(bit => bit === "1");
  bipolar = { inputs: given.get("inputs") === "1", outputs: given.get("outputs") === "1" };
  guessing = given.get("guess") === "1";
  begin();
  return true;
}

/** The neuron as a circuit file, with its table as a test up to six inputs. */
function circuitFile() {
  const number = amount => {
    const said = text(amount, scale).replace("−", "-");
    return said.includes("/") ? `"${said}"` : said;
  };
  const name = goal().name, weights = names.map((input, place) => `${JSON.stringify(input)}: ${number(run.weights[place + 1])}`);
  const list = values => `[${values.join(", ")}]`, [columns, node] = [[...names, lesson.output], lesson.output].map(each => JSON.stringify(each));
  const value = bit => (bit ? "1" : bipolar.inputs ? "-1" : "0");
  const rows = wanted.map((want, row) => list([...bits(row), want].map(value)));
  const about = run.outcome === "learnt" ? `learnt with ${run.steps.length} mistakes` : `${wanted.length - wrongRows().length} of ${wanted.length} rows right`;
  const entries = [
    `"format": "neurocircuit/1"`, `"description": ${JSON.stringify(`${name}, ${about}`)}`,
    ...(bipolar.inputs ? [`"encoding": "bipolar"`] : []), `"inputs": ${JSON.stringify(names)}`, `"outputs": [${node}]`,
    `"nodes": {${node}: {"weights": {${weights.join(", ")}}, "bias": ${number(run.weights[0])}, "threshold": ${number(numbers[THRESHOLD])}}}`,
    ...(arity <= 6 ? [`"tests": [{"name": "all cases", "columns": ${columns}, "rows": ${list(rows)}}]`] : []),
  ];
  return `{\n  ${entries.join(",\n  ")}\n}\n`;
}
