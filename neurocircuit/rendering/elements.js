/* What both pages are made of: elements, controls and keys, rows to choose from, the reasons of a neuron. */

const $ = id => document.getElementById(id);
const all = css => [...document.querySelectorAll(css)];

function filled(element, attributes = {}, ...children) {
  for (const [key, content] of Object.entries(attributes)) element.setAttribute(key, content);
  element.append(...children);
  return element;
}

/** A new element, and one of a picture: attributes as given, children as elements or text. */
const make = (tag, ...content) => filled(document.createElement(tag), ...content);
const shape = (tag, ...content) => filled(document.createElementNS("http://www.w3.org/2000/svg", tag), ...content);

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

/** An arrow key as a direction to the right and down. */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** A key presses the button that is in sight and names it; the space bar only where nothing has the focus. */
addEventListener("keydown", event => {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || target.tagName === "SELECT") return;
  if (key === " " && target !== document.body) return;
  const pressed = all("button[data-keys]").find(each => each.dataset.keys.includes(key.toLowerCase()) && each.offsetParent);
  if (pressed) event.preventDefault();
  pressed?.click();
});

/** A box for a number: `take` says whether what is typed fits, `count` goes up and down. */
function numberBox(box, take, count) {
  box.addEventListener("input", () => box.setAttribute("aria-invalid", !take(box.value)));
  box.addEventListener("keydown", event => {
    event.stopPropagation();
    const [, down] = ARROWS[event.key] ?? [0, 0];
    if (!down) return;
    count(-down);
    event.preventDefault();
  });
}

let timer = 0, beat; // what Run repeats is the page's

function play(on = !timer) {
  clearInterval(timer);
  timer = on ? setInterval(beat, 1000 / 2 ** $("speed").value) : 0;
  $("run").setAttribute("aria-pressed", Boolean(timer));
  $("run-text").textContent = timer ? "❚❚ Pause" : "▶ Run";
}

/** The rows of the table, from which one is chosen by its number. */
const rows = all("#table tbody tr");
for (const [row, line] of rows.entries()) {
  line.addEventListener("click", () => choose(row));
  line.addEventListener("keydown", event => {
    const [, down] = ARROWS[event.key] ?? [0, 0];
    if (!down) return;
    event.preventDefault();
    if (!rows[row + down]) return;
    choose(row + down);
    rows[row + down].focus();
  });
}

/** The present row is the only stop of the Tab key in the table; from there the arrow keys walk. */
function showPresent(present) {
  for (const [row, line] of rows.entries()) {
    line.classList.toggle("now", row === present);
    line.tabIndex = row === present ? 0 : -1;
    line.setAttribute("aria-current", row === present);
  }
}

$("speed").addEventListener("input", () => timer && play(true));
$("theme").addEventListener("click", () => {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
});

// -- the reasons of a neuron ----------------------------------------------------------------------------------------

/** The sum as a bar from 0, the threshold as a line, the zone where the neuron fires. */
function bar(neuron, sum) {
  const { bias, threshold, scale } = neuron;
  const spans = neuron.weights.map(weight => [neuron.low ? -weight : 0n, weight]);
  const reach = [1, -1].map(sign => spans.reduce((end, [off, on]) => end + ((on > off) === (sign > 0) ? on : off), bias));
  const [left, , , right] = [...reach, threshold, 0n].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  // Ten thousandths of the width are exact integers; only they become pixels.
  const x = at => 12 + (right > left ? Number(((at - left) * 10000n) / (right - left)) / 10000 : 0.5) * 276;
  const block = (from, to, y, height, more) => shape("rect", { x: from, width: Math.max(0, to - from), y, height, rx: 3, ...more });
  const tick = (at, top, more) => drawn([[x(at), top], [x(at), 42]], more);
  // Labels stay inside the picture, which is 300 wide; a character takes up to 7.
  const inside = (at, y, said, more) => {
    const half = Math.min(150, Math.max(30, 3.5 * said.length));
    return label(Math.min(300 - half, Math.max(half, x(at))), y, said, { "font-size": 12, ...more });
  };
  const z = text(sum, scale), limit = text(threshold, scale), from = Math.min(x(0n), x(sum));
  const to = Math.max(x(0n), x(sum), from + 1.5), color = sum < 0n ? "negative" : "positive";
  return sheet(300, 58, `sum ${z} against threshold ${limit}`,
    block(x(threshold), 290, 20, 16, { fill: "var(--firing)", opacity: 0.35 }),
    block(10, 290, 20, 16, { fill: "none", stroke: "var(--cluster-border)" }),
    block(from, to, 24, 8, { fill: `var(--${color})` }), tick(0n, 36, { stroke: "var(--muted)" }),
    tick(threshold, 14, { stroke: "var(--firing-border)", "stroke-width": 2.5 }),
    shape("circle", { cx: x(sum), cy: 28, r: 6.5, ...paint(sum >= threshold ? "firing" : "neuron") }),
    inside(sum, 11, `z = ${z}`, { "font-weight": "bold" }), inside(threshold, 55, `θ = ${limit}`, { fill: "var(--muted)" }));
}

/** Why a neuron fires or not: each product, the sum, the bar, the verdict.
    `neuron` has weights, bias, threshold, their scale, and what an input that is false counts as (`low`). */
function reasons(neuron, name, read, bits, silent) {
  const said = amount => text(amount, neuron.scale);
  const products = neuron.weights.map((weight, place) => (bits[place] ? weight : neuron.low ? -weight : 0n));
  const sum = products.reduce((a, b) => a + b, neuron.bias), fires = sum >= neuron.threshold;
  const line = (kind, ...cells) => make("tr", { class: kind }, ...cells.map(cell => make("td", {}, cell)));
  const lines = products.map((product, place) => {
    const weight = neuron.weights[place], kind = `${product ? "" : "idle"} ${weight < 0n ? "negative" : "positive"}`;
    return line(kind, `${read[place]} = ${bits[place] ? 1 : text(BigInt(neuron.low))}`, `× ${said(weight)}`, said(product));
  });
  if (neuron.bias) lines.push(line("", "bias", "", said(neuron.bias)));
  lines.push(line("total", "sum z", "", said(sum)));
  return [
    make("table", { "aria-label": `what ${name} adds up` }, make("tbody", {}, ...lines)), bar(neuron, sum),
    make("p", {}, `${said(sum)} ${fires ? "≥" : "<"} ${said(neuron.threshold)}, so it `,
      make("b", {}, fires ? "fires (1)" : `stays silent (${silent})`), `. Margin ${said(sum - neuron.threshold)}.`),
  ];
}
