/* A lesson: a neuron, the outputs that are wanted of it, and the perceptron rule. No elements here.
   All numbers are integers over one scale: w0, w1, ..., then the rate and the threshold. */

const lesson = JSON.parse($("data").textContent);
const { names, weightNames, order, goals } = lesson;
const arity = names.length, RATE = arity + 1, THRESHOLD = arity + 2, LAST_EPOCH = 10000;

let scale = 1n, numbers = []; // the weights of `numbers` are those that the run began with
let wanted = [];              // a truth value a row, counting up, the last input fastest
let chosen = {};              // inputs, outputs: are they -1 and 1? guess: does the reader look for the weights?
let run = {};

const bits = row => names.map((_, place) => (row >> (arity - 1 - place)) & 1);
const input = bit => (bit ? 1n : chosen.inputs ? -1n : 0n);
const output = bit => (bit ? 1n : chosen.outputs ? -1n : 0n);
const shownRow = row => bits(row).map(bit => text(input(bit))).join(" ");
const sum = (row, [bias, ...weights] = run.weights) =>
  bits(row).reduce((z, bit, place) => z + weights[place] * input(bit), bias);
const fires = row => sum(row) >= numbers[THRESHOLD];
const right = row => fires(row) === wanted[row];
const truths = key => [...key].map(bit => bit === "1");
const goalKey = () => wanted.map(Number).join("");
const goal = () => goals[goalKey()];
const wrongRows = () => order.filter((row, place) => !right(row) && order.indexOf(row) === place);

const now = place => (place > arity ? numbers : run.weights)[place];
const shownNumber = place => text(now(place), scale);

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
  const { epoch, weights: after } = run, at = (epoch - 1) * order.length + ++run.place;
  run.steps.push({ row, want, got, before, after, epoch, at });
  seek();
}

/** The most mistakes on a threshold function from here (Novikoff): see `bound` in perceptron_rule.py. */
function bound() {
  if (!goal().separators) return null;
  const separator = goal().separators[+chosen.inputs].map(BigInt);
  const origin = [numbers[0] - numbers[THRESHOLD], ...numbers.slice(1, arity + 1)];
  const dot = (a, b) => a.reduce((total, each, place) => total + each * b[place], 0n);
  const move = numbers[RATE] * (output(1) - output(0)), along = dot(separator, origin);
  const square = dot(separator, separator), atStart = square * dot(origin, origin);
  const perMove = square * move * move * BigInt(arity + 1);
  const possible = count => count * move + along <= 0n || (count * move + along) ** 2n <= atStart + count * perMove;
  let least = 0n, more = 1n;
  while (possible(more)) more *= 2n;
  for (; more; more /= 2n) if (possible(least + more)) least += more;
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
    const [from, to] = [before, after].map(weights => text(weights[place], scale));
    return `${name} = ${from} + ${rate} × (${text(want)} − ${signed(got)})${times} = ${to}`;
  });
  return `Row ${shownRow(row)}: wanted ${text(want)}, got ${text(got)}, so ${parts.join("; ")}.`;
}

/** Which weights to move, and which way, for the first wrong row. */
function hintWords() {
  const [row] = wrongRows(), [z, limit] = [sum(row), numbers[THRESHOLD]].map(amount => text(amount, scale));
  const list = all => (all.length > 1 ? `${all.slice(0, -1).join(", ")} and ${all.at(-1)}` : all.join());
  const up = wanted[row], ways = up ? ["raise", "lower"] : ["lower", "raise"], read = [1n, ...bits(row).map(input)];
  const [along, against, idle] = [1n, -1n, 0n].map(sign => weightNames.filter((_, place) => read[place] === sign));
  const moves = [along, against].flatMap((all, way) => (all.length ? [`${ways[way]} ${list(all)}`] : []));
  const said = idle.length > 1 ? "do not matter there: their inputs are" : "does not matter there: its input is";
  const why = up ? `should fire, but z = ${z} stays below ${limit}` : `should be silent, but z = ${z} reaches ${limit}`;
  const rest = idle.length ? ` ${list(idle)} ${said} 0.` : "";
  return `Row ${shownRow(row)} ${why}: ${moves.join(", ")}.${rest}`;
}

/** When the neuron of the goal fires, or the neurons that do what one cannot. */
const ruleWords = () => goal().rule.map(([words, ...limits]) => `${words} ${limits[+chosen.inputs]}`).join("; ");

/** Why there are no weights, and what to do instead. */
function impossibleWords() {
  const { fire, silent, shares, rule } = goal(), count = fire.length;
  const points = list => list.map(row => bits(row).join("")).join(" and ");
  const proof = `No weights exist. ${points(fire)} must fire, ${points(silent)} must be silent. Each input is 1` +
    ` equally often on both sides${shares && ` (${shares})`}, so the sums of both sides add up to the same total,` +
    ` whatever the weights are. But ${count} firing sums make at least ${count} times the threshold, and ${count}` +
    ` silent ones less: no weights can do both.`;
  return rule ? [proof, `${plural(rule.length, "neuron")} can: ${ruleWords()}.`] : [proof];
}

// -- in and out -----------------------------------------------------------------------------------------------------

const FLAGS = ["inputs", "outputs", "guess"];

/** An exact number as data has it: a decimal, or p/q. */
const plain = number => text(number, scale).replace("−", "-");

/** The lesson as it stands, as the text of a link; what `load` takes. */
function stateText() {
  const [rate, threshold] = numbers.slice(RATE).map(plain), flags = FLAGS.map(flag => `&${flag}=${+chosen[flag]}`);
  return `w=${run.weights.map(plain)}&rate=${rate}&threshold=${threshold}&wanted=${goalKey()}${flags.join("")}`;
}

/** Take over what a text says; anything that does not fit changes nothing. */
function load(state) {
  const given = new URLSearchParams(state), said = key => given.get(key) ?? "", key = said("wanted");
  const read = [...said("w").split(","), said("rate"), said("threshold")].map(parse);
  if (read.length !== arity + 3 || read.includes(null) || read[RATE][0] <= 0n) return false;
  if (!Object.hasOwn(goals, key)) return false;
  [scale, numbers] = [1n, read.map(() => 0n)];
  for (const [, bottom] of read) rescale(bottom);
  numbers = read.map(([top, bottom]) => top * (scale / bottom));
  wanted = truths(key);
  chosen = Object.fromEntries(FLAGS.map(flag => [flag, said(flag) === "1"]));
  begin();
  return true;
}

/** The neuron as a circuit file, with its table as a test up to six inputs. */
function circuitFile() {
  const off = chosen.inputs ? -1 : 0, columns = [...names, lesson.output], quoted = JSON.stringify;
  const exactly = amount => plain(amount).replace(/.*\/.*/, '"$&"'); // JSON's own numbers are floats
  const weights = names.map((each, place) => `${quoted(each)}: ${exactly(run.weights[place + 1])}`).join(", ");
  const [bias, threshold] = [run.weights[0], numbers[THRESHOLD]].map(exactly);
  const neuron = `{"weights": {${weights}}, "bias": ${bias}, "threshold": ${threshold}}`;
  const rows = wanted.map((want, row) => [...bits(row), want].map(bit => (bit ? 1 : off)));
  const partly = `${wanted.length - wrongRows().length} of ${wanted.length} rows right`;
  const about = run.outcome === "learnt" ? `learnt with ${plural(run.steps.length, "mistake")}` : partly;
  const entries = {
    format: quoted("neurocircuit/1"), description: quoted(`${goal().name}, ${about}`),
    ...(chosen.inputs && { encoding: quoted("bipolar") }), inputs: quoted(names), outputs: quoted([lesson.output]),
    nodes: `{${quoted(lesson.output)}: ${neuron}}`,
    ...(arity <= 6 && { tests: quoted([{ name: "all cases", columns, rows }]) }),
  };
  return `{\n${Object.entries(entries).map(([key, said]) => `  "${key}": ${said}`).join(",\n")}\n}\n`;
}
