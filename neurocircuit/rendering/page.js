/* The circuit's page: the circuit as data, evaluated with exact integers, shown on the drawing that is already there.
   Nets are numbers; names only ever become text content. */

// -- data ---------------------------------------------------------------------------------------------------------

const circuit = JSON.parse($("data").textContent);
const { nets, inputs, registers, outputs, neurons, low } = circuit;
for (const neuron of neurons) {
  neuron.weights = neuron.weights.map(BigInt);
  for (const key of ["bias", "threshold", "scale"]) neuron[key] = BigInt(neuron[key]);
}

/** Cycles of the waveform, neurons in "why", pixels of a drag, pixels of a narrow window, a scale that can be read. */
const pages = { wave: 20, listed: 24, drag: 4, narrow: 600, readable: 0.7 };
const value = new Uint8Array(nets.length); // the present value of every net
const sums = neurons.map(() => 0n);        // each neuron's sum, scaled like its weights
const free = [...inputs, ...registers].flatMap(port => port.nets);
let history = [];                          // values of past cycles

/** Fill in what the inputs and registers decide; neurons stand in topological order. */
function evaluate(values, sums) {
  neurons.forEach((neuron, index) => {
    sums[index] = total(neuron, neuron.reads.map(net => values[net]));
    values[neuron.net] = sums[index] >= neuron.threshold ? 1 : 0;
  });
}

const any = (list, values = value) => list.some(net => values[net]);
const number = (list, values = value) => list.reduce((sum, net) => sum * 2n + BigInt(values[net]), 0n);
const scalar = bit => text(BigInt(bit ? 1 : low));
const shown = (port, values = value) => (port.bus ? String(number(port.nets, values)) : scalar(values[port.nets[0]]));

/** Let nets, highest first, be the digits of a number. */
function assign(list, amount, values) {
  list.forEach((net, place) => (values[net] = Number((amount >> BigInt(list.length - 1 - place)) & 1n)));
}

/** The same of the present values, which are then shown. */
function set(list, amount) {
  assign(list, amount, value);
  draw();
}

const toggle = net => set([net], BigInt(1 - value[net]));
const choose = row => set(free, BigInt(row));

// -- the drawing ----------------------------------------------------------------------------------------------------

const updates = []; // what shows the present values, one function each

/** Keep a text that will change centred where it was drawn. */
function centred(line) {
  const { x, width } = line.getBBox();
  put(line, { "text-anchor": "middle", x: x + width / 2 });
}

/** A group of the drawing that takes the focus. */
const focusable = (group, role, said) => put(group, { tabindex: 0, role, "aria-label": said });

/** Let an element show a port: it lights up, one of its texts tells the value, a switch is on or off. */
function shows(element, port, lights, line, name = "") {
  updates.push(() => {
    if (lights) lit(element, any(port.nets));
    if (line) say(line, `${name} = ${shown(port)}`);
    if (element.getAttribute("role") === "switch") put(element, { "aria-checked": any(port.nets) });
  });
}

/** A block, or one bit of it; an input is a switch. */
function bindBlock(block) {
  const element = $(block.id), [net] = block.nets;
  if (!element) return;
  if (block.bit) element.classList.add("bit");
  // A name holds no white space, so a run that begins with some is the value's; that of a bit is the bit's own.
  const own = line => (line.closest(".bit") ?? element) === element;
  shows(element, block, block.lights, lines(element).find(line => /^\s=/.test(line.textContent) && own(line)));
  if (!block.settable) return;
  focusable(element, "switch", `input ${nets[net]}`).classList.add("switch");
  element.addEventListener("click", () => moved || toggle(net));
  element.addEventListener("keydown", event => {
    if (event.key !== "Enter" && event.key !== " ") return;
    toggle(net);
    event.preventDefault();
  });
}

/** A group whose neurons are explained where it is pointed at or has the focus. */
function explains(group, name, list) {
  focusable(group, "img", name);
  for (const event of ["mouseenter", "focus"]) group.addEventListener(event, () => explain(name, list));
}

function bindCard(card) {
  const group = $(card.id), neuron = neurons[card.neuron], name = nets[neuron.net];
  const rule = lines(group).find(line => line.textContent.includes("Σ ≥"));
  if (rule) centred(rule);
  const cells = card.rows.map((_, place) => $(`a_${card.id}i${place}`) ?? $(`${card.id}w${place + 1}`));
  explains(group, name, [card.neuron]);
  updates.push(() => {
    const fires = value[neuron.net];
    const [sum, limit] = [sums[card.neuron], neuron.threshold].map(amount => [amount, neuron.scale]);
    lit(group, fires);
    if (rule) rule.textContent = `${brief(...sum)} ${fires ? "≥" : "<"} ${brief(...limit)}`;
    cells.forEach((cell, place) => cell?.classList.toggle("off", !any(card.rows[place])));
    const said = `sum ${text(...sum)}, threshold ${text(...limit)}, output ${scalar(fires)}`;
    put(group, { "aria-label": `${name}: ${said}` });
    group.classList.toggle("selected", explained.length === 1 && explained[0] === card.neuron);
  });
}

function bindPart(part) {
  const group = $(part.id), amount = lines($(`a_${part.id}m`)).pop(), count = part.neurons.length;
  if (!count) return;
  centred(amount);
  explains(group, part.name, part.neurons);
  updates.push(() => {
    amount.textContent = `${part.neurons.filter(index => value[neurons[index].net]).length} of ${count} fire`;
    put(group, { "aria-label": `${part.name}: ${amount.textContent}` });
  });
}

function bindWire(wire) {
  const groups = [$(wire.id), $(`${wire.id}x`)].filter(Boolean), tip = $("tip");
  for (const group of groups) {
    vary(group, { width: group.querySelector("path").getAttribute("stroke-width") || 1 });
    group.addEventListener("pointermove", event => {
      tip.textContent = wireText(wire);
      tip.hidden = false;
      vary(tip, { x: Math.min(event.clientX + 14, innerWidth - tip.offsetWidth - 8), y: event.clientY + 16 });
    });
    group.addEventListener("pointerleave", () => (tip.hidden = true));
  }
  updates.push(() => groups.forEach(group => lit(group, any(wire.nets))));
}

function wireText({ nets: list, to }) {
  const [first, last] = [list[0], list.at(-1)].map(net => nets[net]), neuron = neurons[to];
  const ones = list.filter(net => value[net]).length, many = list.length > 1;
  if (many && !neuron && !first.endsWith("]")) return `${plural(list.length, "net")}, ${ones} are 1`;
  const said = many ? `${first} … ${last} = ${number(list)}` : `${first} = ${scalar(ones)}`;
  if (!neuron) return said;
  const adds = net => product(neuron, neuron.weights[neuron.reads.indexOf(net)], value[net]);
  const added = list.reduce((sum, net) => sum + adds(net), 0n);
  return `${said}, adds ${text(added, neuron.scale)} to ${nets[neuron.net]}`;
}

// -- inputs and the clock -------------------------------------------------------------------------------------------

function bindSwitch(port) {
  const [net] = port.nets, button = $(`in-${net}`);
  button.addEventListener("click", () => toggle(net));
  shows(button, port, false, button.firstElementChild, port.name);
}

function bindNumber({ nets: list }) {
  const box = $(`in-${list[0]}`), width = list.length;
  const read = () => {
    const amount = /^\s*(\d+|0x[\da-f]+|0b[01]+)\s*$/i.test(box.value) ? BigInt(box.value) : -1n;
    return amount >> BigInt(width) ? null : amount;
  };
  const show = () => put(Object.assign(box, { value: number(list) }), { "aria-invalid": false });
  // On the way to a number that is out of range stand some that are not: it changes nothing in the end.
  let before = number(list);
  box.addEventListener("focus", () => (before = number(list)));
  const take = () => {
    const amount = read();
    set(list, amount ?? before);
    return amount !== null;
  };
  numberBox(box, take, by => {
    set(list, before = BigInt.asUintN(width, number(list) + BigInt(by)));
    show();
  });
  updates.push(() => {
    // What is being typed stays as it is: "0x0f", or no number yet.
    if (document.activeElement !== box || ![null, number(list)].includes(read())) show();
  });
}

function step() {
  history.push(value.slice());
  const following = registers.map(register => number(register.next));
  registers.forEach((register, place) => assign(register.nets, following[place], value));
  draw();
}

function reset() {
  for (const [net, bit] of circuit.initial) value[net] = bit;
  history = [];
  draw();
}

// -- the panel ------------------------------------------------------------------------------------------------------

let explained = [];

function explain(name, list) {
  explained = list;
  $("why-name").textContent = name;
  draw();
}

function showReasons() {
  const rest = explained.length - pages.listed;
  const parts = explained.slice(0, pages.listed).flatMap(index => {
    const neuron = neurons[index], name = nets[neuron.net];
    const title = explained.length > 1 ? [make("h3", {}, name)] : [];
    const [read, bits] = [nets, value].map(list => neuron.reads.map(net => list[net]));
    return [...title, ...reasons(neuron, name, read, bits, scalar(0))];
  });
  if (rest > 0) parts.push(make("p", { class: "hint" }, `and ${plural(rest, "more neuron")}`));
  $("why").replaceChildren(...parts);
}

/** A row of the table; the last columns are what the registers hold after the clock. */
function fillRow(line, row) {
  const values = new Uint8Array(nets.length), after = registers.map(register => ({ ...register, nets: register.next }));
  assign(free, BigInt(row), values);
  evaluate(values, []);
  [...inputs, ...registers, ...outputs, ...after].forEach((port, place) => {
    line.cells[place].textContent = shown(port, values);
    line.cells[place].classList.toggle("one", any(port.nets, values));
  });
}

// -- the waveform ---------------------------------------------------------------------------------------------------

const isRegister = new Set(registers.map(port => port.name));
const traced = [...inputs, ...registers, ...outputs.filter(port => !isRegister.has(port.name))].slice(0, 40);

/** A table: a row for each port, a cell for each stretch of cycles in which it keeps its value. */
function showWave() {
  const past = [...history, value].slice(-pages.wave), first = history.length + 1 - past.length;
  const cycles = past.map((_, at) => make("th", {}, first + at));
  const lines = traced.map(port => make("tr", {}, make("th", {}, port.name), ...stretches(port, past)));
  $("trace").replaceChildren(make("tr", {}, make("th"), ...cycles), ...lines);
  $("wave").scrollLeft = $("wave").scrollWidth; // the present cycle is always in sight
}

function stretches(port, past) {
  const cells = [];
  for (const values of past) {
    const said = shown(port, values), kind = port.bus ? "bus" : any(port.nets, values) ? "one" : "zero";
    if (cells.at(-1)?.textContent === said) cells.at(-1).colSpan++;
    else cells.push(make("td", { class: kind }, make("span", {}, said)));
  }
  return cells;
}

// -- pan and zoom ---------------------------------------------------------------------------------------------------

const view = $("view"), picture = view.querySelector("svg");
const whole = picture.getAttribute("viewBox").split(/[\s,]+/).map(Number);
const pointers = new Map(); // the last event of each that is down
let box = whole, moved = false;

function look(next) {
  box = next;
  picture.setAttribute("viewBox", box.join(" "));
  $("zoom-level").textContent = `${Math.round((100 * whole[2]) / box[2])} %`;
}

const move = (right, down) => look([box[0] + right, box[1] + down, box[2], box[3]]);

function zoom(factor, { x, y } = { x: box[0] + box[2] / 2, y: box[1] + box[3] / 2 }) {
  const width = box[2] * factor;
  if (width > whole[2] * 4 || width < whole[2] / 200) return;
  look([x - (x - box[0]) * factor, y - (y - box[1]) * factor, width, box[3] * factor]);
}

const inPicture = (x, y) => new DOMPoint(x, y).matrixTransform(picture.getScreenCTM().inverse());

/** The middle of the pointers, in the picture, and how far apart two of them are, on the screen. */
function grip() {
  const [a, b = a] = [...pointers.values()].map(event => [event.clientX, event.clientY]);
  return [inPicture((a[0] + b[0]) / 2, (a[1] + b[1]) / 2), Math.hypot(a[0] - b[0], a[1] - b[1]) || 1];
}

view.addEventListener("wheel", event => {
  zoom(Math.exp(Math.sign(event.deltaY) * 0.12), inPicture(event.clientX, event.clientY));
  event.preventDefault();
}, { passive: false });
view.addEventListener("pointerdown", event => {
  if (event.target.closest("#zoom")) return;
  pointers.set(event.pointerId, event);
  moved = pointers.size > 1;
});
addEventListener("pointermove", event => {
  const last = pointers.get(event.pointerId);
  moved ||= last && Math.hypot(event.clientX - last.clientX, event.clientY - last.clientY) > pages.drag;
  if (!last || !moved) return;
  const [from, narrow] = grip();
  pointers.set(event.pointerId, event);
  const [to, wide] = grip();
  move(from.x - to.x, from.y - to.y);
  zoom(narrow / wide, from);
});
for (const end of ["pointerup", "pointercancel"])
  addEventListener(end, event => {
    pointers.delete(event.pointerId);
    setTimeout(() => (moved = false)); // the click that ends a drag comes first
  });

/** Arrow keys move by tenths of the view, where something of the drawing or nothing at all has the focus. */
onArrows(window, (right, down, target) => {
  if (!target.matches?.("body, #view *")) return false;
  move((right * box[2]) / 10, (down * box[3]) / 10);
});

// -- begin ----------------------------------------------------------------------------------------------------------

function draw() {
  evaluate(value, sums);
  for (const update of updates) update();
  showReasons();
  showPresent(Number(number(free)));
  if (registers.length) showWave();
}

// In a narrow window a large drawing begins where it can be read: at its left, in the middle, without its paddings.
const width = (view.clientWidth - 20) / pages.readable, height = (view.clientHeight - 68) / pages.readable;
if (view.clientWidth < pages.narrow && whole[2] > width)
  look([whole[0], whole[1] + Math.max(0, (whole[3] - height) / 2), width, height]);
beat = step;
onClick({ fit: () => look(whole), "zoom-in": () => zoom(1 / 1.25), "zoom-out": () => zoom(1.25) });
onClick({ step, reset, run: () => play() });
for (const [net, bit] of [...circuit.initial, ...circuit.start]) value[net] = bit;
inputs.forEach(port => (port.bus ? bindNumber : bindSwitch)(port));
all("#outputs span").forEach((tag, place) => shows(tag, outputs[place], true, tag, outputs[place].shown));
circuit.blocks.forEach(bindBlock);
circuit.cards.forEach(bindCard);
circuit.parts.forEach(bindPart);
circuit.wires.forEach(bindWire);
rows.forEach(fillRow);
const last = circuit.cards.at(-1);
if (last) explain(nets[neurons[last.neuron].net], [last.neuron]);
else draw();
