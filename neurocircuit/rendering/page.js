/* The circuit's page: the circuit as data, evaluated with exact integers, shown on the drawing that is already there.
   Nets are numbers; names only ever become text content. */

// -- data ---------------------------------------------------------------------------------------------------------

const circuit = JSON.parse($("data").textContent);
const { nets, inputs, registers, outputs, neurons, low } = circuit;
const clocked = registers.length > 0;
for (const neuron of neurons) {
  neuron.weights = neuron.weights.map(BigInt);
  for (const key of ["bias", "threshold", "scale"]) neuron[key] = BigInt(neuron[key]);
}

const pages = { table: 6, wave: 20, listed: 24, drag: 4 }; // bits in a table, cycles, neurons in "why", pixels
const value = new Uint8Array(nets.length); // the present value of every net
const sums = neurons.map(() => 0n);        // each neuron's sum, scaled like its weights
let history = [];                          // values of past cycles

/** Fill in what the inputs and registers decide; neurons stand in topological order. */
function evaluate(values, sums) {
  neurons.forEach((neuron, index) => {
    let sum = neuron.bias;
    neuron.reads.forEach((net, place) => {
      if (values[net]) sum += neuron.weights[place];
      else if (neuron.low) sum -= neuron.weights[place];
    });
    if (sums) sums[index] = sum;
    values[neuron.net] = sum >= neuron.threshold ? 1 : 0;
  });
}

const number = (list, values = value) => list.reduce((sum, net) => sum * 2n + BigInt(values[net]), 0n);
const scalar = bit => String(bit ? 1 : low).replace("-", "−");
const shown = (port, values = value) => (port.bus ? String(number(port.nets, values)) : scalar(values[port.nets[0]]));
const any = (list, values = value) => list.some(net => values[net]);

// -- elements of the drawing ----------------------------------------------------------------------------------------

const lit = (element, on) => element && element.classList.toggle("on", Boolean(on));
const cell = (id, name) => $(`a_${id}${name}`);
const lines = element => (element ? [...element.querySelectorAll("text")] : []);

/** The text of a drawn value; a name holds no white space, so a run that begins with some is the value's. */
const slot = element => lines(element).find(line => /^\s=/.test(line.textContent));

/** Keep a text that will change centred where it was drawn. */
function centred(line) {
  const box = line.getBBox();
  line.setAttribute("text-anchor", "middle");
  line.setAttribute("x", box.x + box.width / 2);
  return line;
}

/** A group of the drawing as a control: focus, role, and what a click or Enter or the space bar does. */
function control(element, role, label, act) {
  element.tabIndex = 0;
  element.setAttribute("role", role);
  element.setAttribute("aria-label", label);
  if (!act) return;
  element.classList.add("switch");
  element.addEventListener("click", () => moved || act());
  element.addEventListener("keydown", event => {
    if (event.key !== "Enter" && event.key !== " ") return;
    act();
    event.preventDefault();
    event.stopPropagation();
  });
}

// -- the drawing ----------------------------------------------------------------------------------------------------

const isInput = new Set(inputs.flatMap(port => port.nets));
const updates = []; // what shows the present values, one function each

function bindBlock(block) {
  const group = $(block.id);
  const header = slot(group);
  const bits = block.cells.map(name => cell(block.id, name));
  bits.forEach((bit, place) => {
    if (!bit) return;
    const net = block.nets[place], mine = slot(bit);
    bit.classList.add("bit");
    const settable = block.kind === "input" && isInput.has(net);
    if (settable) control(bit, "switch", `input ${nets[net]}`, () => toggle(net));
    updates.push(() => {
      lit(bit, value[net]);
      if (mine) mine.textContent = ` = ${block.bus ? value[net] : scalar(value[net])}`;
      if (settable) bit.setAttribute("aria-checked", Boolean(value[net]));
    });
  });
  const settable = block.kind === "input" && !block.bus && isInput.has(block.nets[0]);
  if (settable) control(group, "switch", `input ${nets[block.nets[0]]}`, () => toggle(block.nets[0]));
  if (bits.length && !block.bus) return;
  updates.push(() => {
    if (!bits.length) lit(group, any(block.nets));
    if (header && !header.closest(".bit")) header.textContent = ` = ${block.bus ? number(block.nets) : scalar(value[block.nets[0]])}`;
    if (settable) group.setAttribute("aria-checked", Boolean(value[block.nets[0]]));
  });
}

function bindCard(card) {
  const group = $(card.id), neuron = neurons[card.neuron], name = nets[neuron.net];
  const rule = lines(group).find(line => line.textContent.includes("Σ ≥"));
  if (rule) centred(rule);
  const cells = card.rows.map((_, place) => cell(card.id, `i${place}`) || $(`${card.id}w${place + 1}`));
  cells.forEach(found => found && found.id.startsWith("a_") && found.classList.add("cell"));
  control(group, "img", name);
  for (const event of ["mouseenter", "focus"]) group.addEventListener(event, () => explain(name, [card.neuron]));
  updates.push(() => {
    const fires = value[neuron.net], sum = text(sums[card.neuron], neuron.scale), limit = text(neuron.threshold, neuron.scale);
    lit(group, fires);
    if (rule) rule.textContent = `${brief(sums[card.neuron], neuron.scale)} ${fires ? "≥" : "<"} ${brief(neuron.threshold, neuron.scale)}`;
    cells.forEach((found, place) => found && found.classList.toggle("off", !any(card.rows[place])));
    group.setAttribute("aria-label", `${name}: sum ${sum}, threshold ${limit}, output ${scalar(fires)}`);
    group.classList.toggle("selected", explained.length === 1 && explained[0] === card.neuron);
  });
}

function bindPart(part) {
  const group = $(part.id), amount = lines(cell(part.id, "m")).pop();
  if (!part.neurons.length) return;
  centred(amount);
  control(group, "img", part.name);
  for (const event of ["mouseenter", "focus"]) group.addEventListener(event, () => explain(part.name, part.neurons));
  const pins = part.outputs.map(pin => [cell(part.id, pin.cell), pin.nets]);
  pins.forEach(([pin]) => pin && pin.classList.add("bit"));
  updates.push(() => {
    const firing = part.neurons.filter(index => value[neurons[index].net]).length;
    amount.textContent = `${firing} of ${part.neurons.length} fire`;
    group.setAttribute("aria-label", `${part.name}: ${amount.textContent}`);
    for (const [pin, list] of pins) lit(pin, any(list));
  });
}

function bindWire(wire) {
  const groups = [$(wire.id), $(`${wire.id}x`)].filter(Boolean);
  for (const group of groups) {
    const path = group.querySelector("path"), reach = path.cloneNode();
    path.classList.add("seen");
    path.style.setProperty("--width", path.getAttribute("stroke-width") || 1);
    reach.setAttribute("class", "reach");
    reach.removeAttribute("stroke");
    group.append(reach);
    group.addEventListener("pointermove", event => point(event, wireText(wire)));
    group.addEventListener("pointerleave", () => ($("tip").hidden = true));
  }
  updates.push(() => groups.forEach(group => lit(group, any(wire.nets))));
}

function wireText(wire) {
  const [first] = wire.nets, many = wire.nets.length > 1;
  const base = many ? `${nets[first]} … ${nets[wire.nets.at(-1)]}` : nets[first];
  if (many && wire.to === undefined && !/\]$/.test(nets[first])) return `${plural(wire.nets.length, "net")}, ${wire.nets.filter(net => value[net]).length} are 1`;
  let said = `${base} = ${many ? number(wire.nets) : scalar(value[first])}`;
  if (wire.to !== undefined) {
    const neuron = neurons[wire.to];
    const added = wire.nets.reduce((sum, net) => {
      const weight = neuron.weights[neuron.reads.indexOf(net)];
      return value[net] ? sum + weight : neuron.low ? sum - weight : sum;
    }, 0n);
    said += `, adds ${text(added, neuron.scale)} to ${nets[neuron.net]}`;
  }
  return said;
}

function point(event, said) {
  const tip = $("tip");
  tip.textContent = said;
  tip.hidden = false;
  tip.style.left = `${Math.min(event.clientX + 14, innerWidth - tip.offsetWidth - 8)}px`;
  tip.style.top = `${event.clientY + 16}px`;
}

// -- inputs and the clock -------------------------------------------------------------------------------------------

const keys = new Map();

function toggle(net) {
  value[net] ^= 1;
  draw();
}

function addSwitch(port) {
  const [net] = port.nets, key = keys.size < 9 ? String(keys.size + 1) : "";
  const state = make("span"), button = make("button", { type: "button", role: "switch", id: `in-${net}` }, state);
  if (key) {
    keys.set(key, net);
    button.append(make("kbd", {}, key));
  }
  button.addEventListener("click", () => toggle(net));
  $("inputs").append(button);
  updates.push(() => {
    state.textContent = `${port.name} = ${scalar(value[net])}`;
    button.setAttribute("aria-checked", Boolean(value[net]));
  });
}

function addNumber(port) {
  const width = port.nets.length, most = (1n << BigInt(width)) - 1n;
  const box = make("input", {
    type: "text", inputmode: "numeric", autocomplete: "off", spellcheck: "false", id: `in-${port.nets[0]}`,
    "aria-label": `${port.name}, 0 to ${most}`, title: `0 to ${most}; 0x and 0b work; arrow keys count`,
  });
  if (width > 16) box.className = "wide";
  const set = amount => port.nets.forEach((net, place) => (value[net] = Number((amount >> BigInt(width - 1 - place)) & 1n)));
  const read = () => {
    const typed = box.value.trim();
    const amount = /^(\d+|0x[\da-f]+|0b[01]+)$/i.test(typed) ? BigInt(typed) : -1n;
    return amount >= 0n && amount <= most ? amount : null;
  };
  box.addEventListener("input", () => {
    const amount = read();
    box.setAttribute("aria-invalid", amount === null);
    if (amount === null) return;
    set(amount);
    draw();
  });
  box.addEventListener("keydown", event => {
    const by = { ArrowUp: 1n, ArrowDown: -1n }[event.key];
    event.stopPropagation();
    if (!by) return;
    set(BigInt.asUintN(width, number(port.nets) + by));
    box.value = number(port.nets);
    box.setAttribute("aria-invalid", "false");
    draw();
    event.preventDefault();
  });
  $("inputs").append(make("label", { class: "number" }, port.shown, box));
  updates.push(() => {
    const amount = read();
    if (document.activeElement === box && (amount === null || amount === number(port.nets))) return;
    box.value = number(port.nets);
    box.setAttribute("aria-invalid", "false");
  });
}

function step() {
  history.push(value.slice());
  const following = registers.map(register => register.next.map(net => value[net]));
  registers.forEach((register, place) => register.nets.forEach((net, bit) => (value[net] = following[place][bit])));
  draw();
}

function reset() {
  for (const [net, bit] of circuit.initial) value[net] = bit;
  history = [];
  draw();
}

let timer = 0;

function run(on = !timer) {
  clearInterval(timer);
  timer = on ? setInterval(step, 1000 / 2 ** $("speed").value) : 0;
  $("run").setAttribute("aria-pressed", Boolean(timer));
  $("run-text").textContent = timer ? "❚❚ Pause" : "▶ Run";
}

// -- the panel ------------------------------------------------------------------------------------------------------

let explained = [];

function explain(name, list) {
  explained = list;
  $("why-name").textContent = name;
  draw();
}

function showReasons() {
  const listed = explained.slice(0, pages.listed);
  const parts = listed.flatMap(index => {
    const neuron = neurons[index], name = nets[neuron.net];
    const title = explained.length > 1 ? [make("h3", {}, name)] : [];
    const read = neuron.reads.map(net => nets[net]), bits = neuron.reads.map(net => value[net]);
    return [...title, ...reasons(neuron, name, read, bits, scalar(0))];
  });
  if (explained.length > listed.length) parts.push(make("p", { class: "hint" }, `and ${plural(explained.length - listed.length, "more neuron")}`));
  $("why").replaceChildren(...parts);
}

function showOutputs() {
  const tags = outputs.map(port => {
    const tag = make("span", {}, `${port.shown} = ${shown(port)}`);
    lit(tag, any(port.nets));
    return tag;
  });
  // A screen reader speaks when something changed, not at every stroke.
  const said = tags.map(tag => tag.textContent).join(" ");
  if ($("outputs").dataset.said === said) return;
  $("outputs").dataset.said = said;
  $("outputs").replaceChildren(...tags);
}

const free = [...inputs, ...registers].flatMap(port => port.nets);

function makeTable() {
  if (clocked) $("table-title").textContent = "State table (′ after the clock)";
  if (free.length > pages.table) {
    const rows = (2n ** BigInt(free.length)).toLocaleString("en");
    const how = free.length > 60 ? `2^${free.length}` : rows;
    $("table").append(make("p", { class: "hint" }, `${free.length} bits: ${how} rows, too many to list. Type values above, or click single bits.`));
    return;
  }
  const groups = [[...inputs, ...registers], outputs, registers.map(port => ({ ...port, name: `${port.name}′`, nets: port.next }))];
  const first = (group, place) => (group && !place ? { class: "first" } : {});
  const head = groups.flatMap((list, group) => list.map((port, place) => make("th", first(group, place), port.name)));
  const body = make("tbody");
  for (let row = 0; row < 2 ** free.length; row++) {
    const values = new Uint8Array(nets.length);
    free.forEach((net, place) => (values[net] = (row >> (free.length - 1 - place)) & 1));
    evaluate(values);
    const cells = groups.flatMap((list, group) => list.map((port, place) => {
      const made = make("td", first(group, place), shown(port, values));
      if (group && any(port.nets, values)) made.classList.add("one");
      return made;
    }));
    const line = make("tr", { "data-key": free.map(net => values[net]).join("") }, ...cells);
    line.addEventListener("click", () => choose(line));
    body.append(line);
  }
  function choose(line) {
    free.forEach((net, place) => (value[net] = Number(line.dataset.key[place])));
    draw();
  }
  // One stop of the Tab key for the whole table: the present row, from which the arrow keys walk.
  body.addEventListener("keydown", event => {
    const next = { ArrowUp: "previousElementSibling", ArrowDown: "nextElementSibling" }[event.key];
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    const line = event.target.closest("tr")[next];
    if (!line) return;
    choose(line);
    line.focus();
  });
  $("table").append(make("table", { "aria-labelledby": "table-title" }, make("thead", {}, make("tr", {}, ...head)), body));
  updates.push(() => {
    const now = free.map(net => value[net]).join("");
    for (const line of body.rows) {
      const present = line.dataset.key === now;
      line.classList.toggle("now", present);
      line.tabIndex = present ? 0 : -1;
      line.setAttribute("aria-current", present);
    }
  });
}

// -- the waveform ---------------------------------------------------------------------------------------------------

const traced = [...inputs, ...registers, ...outputs.filter(port => !registers.some(register => register.name === port.name))].slice(0, 40);

function showWave() {
  const column = 34, row = 27, label = 16 + 8 * Math.min(18, Math.max(6, ...traced.map(port => port.name.length)));
  // The present cycle is always in sight: a narrow window shows fewer before it.
  const fitting = Math.floor(($("wave").clientWidth - 38 - label) / column);
  const columns = Math.max(2, Math.min(pages.wave, fitting));
  const past = [...history.slice(1 - columns), value], from = history.length + 1 - past.length;
  const width = label + columns * column + 6, height = 22 + traced.length * row;
  const parts = past.flatMap((_, at) => [
    make("svg:path", { d: `M${label + at * column} 16V${height - 4}`, stroke: "var(--rule)" }),
    make("svg:text", { x: label + (at + 0.5) * column, y: 12, "font-size": 10.5, "text-anchor": "middle", fill: "var(--muted)" }, from + at),
  ]);
  parts.push(make("svg:rect", { x: label + (past.length - 1) * column, y: 16, width: column, height: height - 20, fill: "var(--firing)", opacity: 0.28 }));
  traced.forEach((port, place) => {
    const bottom = place * row + 38, top = bottom - 16;
    const name = port.name.length > 18 ? `${port.name.slice(0, 17)}…` : port.name;
    parts.push(make("svg:text", { x: 0, y: bottom - 3, "font-size": 13, "font-weight": "bold", fill: "var(--ink)" }, name));
    parts.push(...(port.bus ? lozenges(port, past, label, column, top, bottom) : [trace(port, past, label, column, top, bottom)]));
  });
  $("wave").replaceChildren(
    make("h2", {}, "Waveform, one column a cycle"),
    make("svg:svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": "waveform" }, ...parts));
}

function trace(port, past, label, column, top, bottom) {
  const level = values => (values[port.nets[0]] ? top : bottom);
  const line = past.map((values, at) => `${at ? "V" : `M${label} `}${level(values)}H${label + (at + 1) * column}`).join("");
  return make("svg:path", { d: line, fill: "none", stroke: "var(--positive)", "stroke-width": 2.2 });
}

function lozenges(port, past, label, column, top, bottom) {
  const made = [], middle = (top + bottom) / 2;
  for (let at = 0, end; at < past.length; at = end) {
    const amount = number(port.nets, past[at]);
    for (end = at + 1; end < past.length && number(port.nets, past[end]) === amount; end++);
    const left = label + at * column, right = label + end * column, fits = String(amount).slice(0, (end - at) * 4);
    made.push(
      make("svg:path", { d: `M${left} ${middle}L${left + 4} ${top}H${right - 4}L${right} ${middle}L${right - 4} ${bottom}H${left + 4}Z`, fill: "var(--background)", stroke: "var(--register-border)", "stroke-width": 1.8 }),
      make("svg:text", { x: (left + right) / 2, y: middle + 4.5, "font-size": 12.5, "text-anchor": "middle", fill: "var(--ink)" }, fits === String(amount) ? fits : "…"));
  }
  return made;
}

// -- pan and zoom ---------------------------------------------------------------------------------------------------

const view = $("view"), picture = view.querySelector("svg");
const whole = picture.getAttribute("viewBox").split(/[\s,]+/).map(Number);
let box = [...whole], moved = false, grabbed = null, spread = 0;
const pointers = new Map();
picture.removeAttribute("width");
picture.removeAttribute("height");

function look(next) {
  box = next;
  picture.setAttribute("viewBox", box.join(" "));
  $("zoom-level").textContent = `${Math.round((100 * whole[2]) / box[2])} %`;
}

function zoom(factor, x = box[0] + box[2] / 2, y = box[1] + box[3] / 2) {
  const width = box[2] * factor;
  if (width > whole[2] * 4 || width < whole[2] / 200) return;
  look([x - (x - box[0]) * factor, y - (y - box[1]) * factor, width, box[3] * factor]);
}

const inPicture = (x, y) => new DOMPoint(x, y).matrixTransform(picture.getScreenCTM().inverse());

function pinch() {
  const [a, b] = [...pointers.values()];
  return [Math.hypot(a.x - b.x, a.y - b.y), (a.x + b.x) / 2, (a.y + b.y) / 2];
}

view.addEventListener("wheel", event => {
  const at = inPicture(event.clientX, event.clientY);
  zoom(Math.exp(Math.sign(event.deltaY) * 0.12), at.x, at.y);
  event.preventDefault();
}, { passive: false });
view.addEventListener("pointerdown", event => {
  if (event.target.closest("#zoom")) return;
  pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  grabbed = { x: event.clientX, y: event.clientY, box: [...box] };
  moved = false;
  spread = pointers.size === 2 ? pinch()[0] : 0;
});
addEventListener("pointermove", event => {
  if (!pointers.has(event.pointerId)) return;
  pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  if (pointers.size === 2) {
    const [wide, x, y] = pinch(), at = inPicture(x, y);
    zoom(spread / wide, at.x, at.y);
    spread = wide;
    moved = true;
    return;
  }
  const scale = 1 / picture.getScreenCTM().a, x = event.clientX - grabbed.x, y = event.clientY - grabbed.y;
  moved ||= Math.hypot(x, y) > pages.drag;
  if (moved) look([grabbed.box[0] - x * scale, grabbed.box[1] - y * scale, box[2], box[3]]);
});
for (const end of ["pointerup", "pointercancel"])
  addEventListener(end, event => {
    pointers.delete(event.pointerId);
    setTimeout(() => (moved = false)); // the click that ends a drag comes first
  });

// -- keys and buttons -----------------------------------------------------------------------------------------------

const fit = () => look([...whole]);
/** Move the view by tenths of its size, where something of the drawing or nothing at all has the focus. */
const pan = (right, down) => event => {
  if (event.target !== document.body && !event.target.closest("#view")) return;
  look([box[0] + (right * box[2]) / 10, box[1] + (down * box[3]) / 10, box[2], box[3]]);
  event.preventDefault();
};
const closer = () => zoom(1 / 1.25), farther = () => zoom(1.25);
const buttons = { fit, "zoom-in": closer, "zoom-out": farther, step, reset, run: () => run() };
for (const [id, act] of Object.entries(buttons)) $(id).addEventListener("click", () => act());
$("speed").addEventListener("input", () => timer && run(true));

addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const key = event.key.toLowerCase();
  const acts = {
    0: fit, "+": closer, "=": closer, "-": farther,
    arrowleft: pan(-1, 0), arrowright: pan(1, 0), arrowup: pan(0, -1), arrowdown: pan(0, 1),
  };
  if (clocked) Object.assign(acts, { c: step, r: reset });
  if (keys.has(key)) toggle(keys.get(key));
  else if (Object.hasOwn(acts, key)) acts[key](event);
  else if (clocked && key === " " && event.target === document.body) {
    run();
    event.preventDefault();
  }
});

// -- begin ----------------------------------------------------------------------------------------------------------

function draw() {
  evaluate(value, sums);
  for (const update of updates) update();
  showOutputs();
  showReasons();
  if (clocked) showWave();
}

for (const [net, bit] of [...circuit.initial, ...circuit.start]) value[net] = bit;
inputs.forEach(port => (port.bus ? addNumber : addSwitch)(port));
circuit.blocks.forEach(bindBlock);
circuit.cards.forEach(bindCard);
circuit.parts.forEach(bindPart);
circuit.wires.forEach(bindWire);
makeTable();
$("clock").hidden = $("wave").hidden = !clocked;
$("why-title").hidden = !neurons.length;
const [last] = circuit.cards.slice(-1);
if (last) explain(nets[neurons[last.neuron].net], [last.neuron]);
else draw();
