/* What both pages are made of: elements, controls and keys, rows to choose from, the reasons of a neuron. */

const $ = id => document.getElementById(id);
const all = css => [...document.querySelectorAll(css)];

/** Give an element attributes, and children: elements or text. */
function put(element, attributes = {}, ...children) {
  for (const [key, content] of Object.entries(attributes)) element.setAttribute(key, content);
  element.append(...children);
  return element;
}

/** A new element, and one of a picture. */
const make = (tag, ...content) => put(document.createElement(tag), ...content);
const shape = (tag, ...content) => put(document.createElementNS("http://www.w3.org/2000/svg", tag), ...content);

const label = (x, y, said, more = {}) => shape("text", { x, y, "text-anchor": "middle", "font-size": 13, fill: "var(--ink)", ...more }, said);
const drawn = (corners, more) => shape("path", { d: `M${corners.map(corner => corner.join(" ")).join("L")}`, fill: "none", ...more });
const sheet = (width, height, said, ...parts) => shape("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": said }, ...parts);
const paint = (kind, more) => ({ fill: `var(--${kind})`, stroke: `var(--${kind}-border)`, "stroke-width": 2, ...more });

/** Another text; a screen reader speaks when something changed, not at every stroke. */
const say = (element, said) => element.textContent === said || (element.textContent = said);

// -- controls -------------------------------------------------------------------------------------------------------

/** What a click on the elements of these ids does. */
function onClick(acts) {
  for (const [id, act] of Object.entries(acts)) $(id).addEventListener("click", () => act());
}

/** Arrow keys: `act` takes how far to the right and down, and the target; false leaves the key to the browser. */
function onArrows(element, act) {
  const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  element.addEventListener("keydown", event => {
    const way = aside(event) ? null : ways[event.key];
    if (way && act(...way, event.target) !== false) event.preventDefault();
  });
}

/** Whether a key is meant for the browser. */
const aside = event => event.ctrlKey || event.metaKey || event.altKey;

/** A key presses the button that is in sight and names it; the space bar only where nothing has the focus. */
addEventListener("keydown", event => {
  const { target } = event, key = event.key.toLowerCase();
  if (aside(event) || target.matches?.("select, input[type=text]") || (key === " " && target !== document.body)) return;
  const named = all("button[data-keys]").find(button => button.dataset.keys.includes(key) && button.offsetParent);
  if (named) event.preventDefault();
  named?.click();
});

/** A box for a number: `take` says whether what is typed fits, `count` goes up and down. */
function numberBox(box, take, count) {
  box.addEventListener("input", () => put(box, { "aria-invalid": !take(box.value) }));
  onArrows(box, (_, down) => down !== 0 && count(-down));
}

let timer = 0, beat; // what Run repeats is the page's

function play(on = !timer) {
  clearInterval(timer);
  timer = on ? setInterval(beat, 1000 / 2 ** $("speed").value) : 0;
  $("run").setAttribute("aria-pressed", Boolean(timer));
  $("run-text").textContent = timer ? "❚❚ Pause" : "▶ Run";
}

/** The rows of the table; how one is chosen by its number is the page's. */
const rows = all("#table tbody tr");
for (const [row, line] of rows.entries()) {
  line.addEventListener("click", () => choose(row));
  onArrows(line, (_, down) => {
    if (!down || !rows[row + down]) return down !== 0;
    choose(row + down);
    rows[row + down].focus();
  });
}

/** The present row is the only stop of the Tab key in the table; from there the arrow keys walk. */
function showPresent(present) {
  for (const [row, line] of rows.entries()) {
    put(line, { tabindex: row === present ? 0 : -1, "aria-current": row === present });
    line.classList.toggle("now", row === present);
  }
}

$("speed").addEventListener("input", () => timer && play(true));
$("theme").addEventListener("click", () => {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
});

// -- the reasons of a neuron ----------------------------------------------------------------------------------------

/** What an input adds to a neuron's sum, and the sum. */
const product = (neuron, weight, bit) => (bit ? weight : neuron.low ? -weight : 0n);
const total = (neuron, bits) =>
  neuron.weights.reduce((sum, weight, place) => sum + product(neuron, weight, bits[place]), neuron.bias);

/** The sum as a bar from 0, the threshold as a line, the zone where the neuron fires. */
function bar(neuron, sum) {
  const { weights, threshold, scale } = neuron;
  const [least, most] = [weight => weight < 0n, weight => weight > 0n].map(on => total(neuron, weights.map(on)));
  const [left, , , right] = [least, most, threshold, 0n].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  // Ten thousandths of the width are exact integers; only they become pixels.
  const x = at => 12 + (right > left ? Number(((at - left) * 10000n) / (right - left)) / 10000 : 0.5) * 276;
  const [zero, reached, limit] = [0n, sum, threshold].map(x), from = Math.min(zero, reached);
  const color = `var(--${sum < 0n ? "negative" : "positive"})`;
  const block = (x, width, y, height, more) => shape("rect", { x, width, y, height, rx: 3, ...more });
  // Labels stay inside the picture, which is 300 wide; a character takes up to 7.
  const inside = (x, y, said, more) => {
    const half = Math.min(150, Math.max(30, 3.5 * said.length));
    return label(Math.min(300 - half, Math.max(half, x)), y, said, { "font-size": 12, ...more });
  };
  return sheet(300, 58, `sum ${text(sum, scale)} against threshold ${text(threshold, scale)}`,
    block(limit, Math.max(0, 290 - limit), 20, 16, { fill: "var(--firing)", opacity: 0.35 }),
    block(10, 280, 20, 16, { fill: "none", stroke: "var(--cluster-border)" }),
    block(from, Math.max(1.5, Math.abs(reached - zero)), 24, 8, { fill: color }),
    drawn([[zero, 36], [zero, 42]], { stroke: "var(--muted)" }),
    drawn([[limit, 14], [limit, 42]], { stroke: "var(--firing-border)", "stroke-width": 2.5 }),
    shape("circle", { cx: reached, cy: 28, r: 6.5, ...paint(sum >= threshold ? "firing" : "neuron") }),
    inside(reached, 11, `z = ${text(sum, scale)}`, { "font-weight": "bold" }),
    inside(limit, 55, `θ = ${text(threshold, scale)}`, { fill: "var(--muted)" }));
}

/** Why a neuron fires or not: each product, the sum, the bar, the verdict.
    `neuron` has weights, bias, threshold, their scale, and what an input that is false counts as (`low`). */
function reasons(neuron, name, read, bits, silent) {
  const said = amount => text(amount, neuron.scale);
  const sum = total(neuron, bits), fires = sum >= neuron.threshold;
  const line = (kind, ...cells) => make("tr", { class: kind }, ...cells.map(cell => make("td", {}, cell)));
  const lines = neuron.weights.map((weight, place) => {
    const added = product(neuron, weight, bits[place]), bit = bits[place] ? 1 : text(BigInt(neuron.low));
    const kind = `${added ? "" : "idle"} ${weight < 0n ? "negative" : "positive"}`;
    return line(kind, `${read[place]} = ${bit}`, `× ${said(weight)}`, said(added));
  });
  if (neuron.bias) lines.push(line("", "bias", "", said(neuron.bias)));
  lines.push(line("total", "sum z", "", said(sum)));
  return [
    make("table", { "aria-label": `what ${name} adds up` }, make("tbody", {}, ...lines)), bar(neuron, sum),
    make("p", {}, `${said(sum)} ${fires ? "≥" : "<"} ${said(neuron.threshold)}, so it `,
      make("b", {}, fires ? "fires (1)" : `stays silent (${silent})`), `. Margin ${said(sum - neuron.threshold)}.`),
  ];
}
