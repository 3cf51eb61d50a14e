/* What both pages are made of: elements, controls and keys, rows to choose from, the reasons of a neuron. */

const $ = id => document.getElementById(id);
const all = css => [...document.querySelectorAll(css)];

/** Give an element attributes, and children: elements or text. */
function put(element, attributes = {}, ...children) {
  for (const [key, content] of Object.entries(attributes)) element.setAttribute(key, content);
  element.append(...children);
  return element;
}

/** A new element; of a drawing the texts of a group, and whether it shines. */
const make = (tag, ...content) => put(document.createElement(tag), ...content);
const lines = element => (element ? [...element.querySelectorAll("text")] : []);
const lit = (element, on) => element.classList.toggle("on", Boolean(on));

/** Give an element values of its own for variables of the style. */
function vary(element, values) {
  for (const [name, value] of Object.entries(values)) element.style.setProperty(`--${name}`, value);
  return element;
}

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
  const { dataset } = document.documentElement, isDark = matchMedia("(prefers-color-scheme: dark)").matches;
  dataset.theme = (dataset.theme ?? (isDark ? "dark" : "light")) === "dark" ? "light" : "dark";
});

// -- the reasons of a neuron ----------------------------------------------------------------------------------------

/** What an input adds to a neuron's sum, and the sum. */
const product = (neuron, weight, bit) => (bit ? weight : neuron.low ? -weight : 0n);
const total = (neuron, bits) =>
  neuron.weights.reduce((sum, weight, place) => sum + product(neuron, weight, bits[place]), neuron.bias);

/** The sum as a bar from 0, the threshold as a line, the zone where the neuron fires; drawn by the style. */
function bar(neuron, sum) {
  const { weights, threshold, scale } = neuron, [z, limit] = [sum, threshold].map(amount => text(amount, scale));
  const [least, most] = [weight => weight < 0n, weight => weight > 0n].map(on => total(neuron, weights.map(on)));
  const [left, , , right] = [least, most, threshold, 0n].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  // Ten thousandths of the width are exact integers; only they become places.
  const place = at => `${right > left ? Number(((at - left) * 10000n) / (right - left)) / 100 : 50}%`;
  const track = make("div", {}, make("i"), make("u", { class: sum >= threshold ? "on" : "" }));
  const kind = `bar ${sum < 0n ? "negative" : "positive"}`, about = `sum ${z} against threshold ${limit}`;
  const parts = [make("b", {}, `z = ${z}`), track, make("span", {}, `θ = ${limit}`)];
  const made = make("div", { class: kind, role: "img", "aria-label": about }, ...parts);
  return vary(made, { zero: place(0n), sum: place(sum), limit: place(threshold) });
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
