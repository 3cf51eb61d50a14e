/* What both pages are made of: elements, the reasons of a neuron, light and dark. */

const $ = id => document.getElementById(id);

/** A new element: attributes as given, children as elements or text; an SVG one where the tag says so. */
function make(tag, attributes = {}, ...children) {
  const [name, space] = tag.startsWith("svg:") ? [tag.slice(4), "http://www.w3.org/2000/svg"] : [tag, null];
  const element = space ? document.createElementNS(space, name) : document.createElement(name);
  for (const [key, content] of Object.entries(attributes)) element.setAttribute(key, content);
  element.append(...children);
  return element;
}

/** The sum as a bar from 0, the threshold as a line, the zone where the neuron fires. */
function bar(neuron, sum) {
  const reach = sign => neuron.weights.reduce((end, weight) => {
    const [off, on] = neuron.low ? [-weight, weight] : [0n, weight];
    return end + ((on > off) === (sign > 0) ? on : off);
  }, neuron.bias);
  const ends = [reach(-1), reach(1), neuron.threshold, 0n];
  const left = ends.reduce((a, b) => (b < a ? b : a)), right = ends.reduce((a, b) => (b > a ? b : a));
  // Ten thousandths of the width are exact integers; only they become pixels.
  const x = at => 12 + (right > left ? Number(((at - left) * 10000n) / (right - left)) / 10000 : 0.5) * 276;
  const fires = sum >= neuron.threshold, z = text(sum, neuron.scale), limit = text(neuron.threshold, neuron.scale);
  // Labels stay inside the picture, which is 300 wide; a character takes up to 7.
  const label = (at, said, more) => {
    const half = Math.min(150, Math.max(30, 3.5 * said.length));
    return make("svg:text", { "font-size": 12, "text-anchor": "middle", x: Math.min(300 - half, Math.max(half, x(at))), ...more }, said);
  };
  return make("svg:svg", { viewBox: "0 0 300 58", width: "100%", role: "img", "aria-label": `sum ${z} against threshold ${limit}` },
    make("svg:rect", { x: x(neuron.threshold), y: 20, width: Math.max(0, 290 - x(neuron.threshold)), height: 16, rx: 3, fill: "var(--firing)", opacity: 0.35 }),
    make("svg:rect", { x: 10, y: 20, width: 280, height: 16, rx: 4, fill: "none", stroke: "var(--cluster-border)" }),
    make("svg:rect", { x: Math.min(x(0n), x(sum)), y: 24, width: Math.max(1.5, Math.abs(x(sum) - x(0n))), height: 8, rx: 2, fill: `var(--${sum < 0n ? "negative" : "positive"})` }),
    make("svg:path", { d: `M${x(0n)} 36V42`, stroke: "var(--muted)" }),
    make("svg:path", { d: `M${x(neuron.threshold)} 14V42`, stroke: "var(--firing-border)", "stroke-width": 2.5 }),
    make("svg:circle", { cx: x(sum), cy: 28, r: 6.5, fill: `var(--${fires ? "firing" : "neuron"})`, stroke: `var(--${fires ? "firing" : "neuron"}-border)`, "stroke-width": 2 }),
    label(sum, `z = ${z}`, { y: 11, "font-weight": "bold", fill: "var(--ink)" }),
    label(neuron.threshold, `θ = ${limit}`, { y: 55, fill: "var(--muted)" }));
}

/** Why a neuron fires or not: each product, the sum, the bar, the verdict.
    `neuron` has weights, bias, threshold, their scale, and what an input that is false counts as (`low`). */
function reasons(neuron, name, read, bits, silent) {
  const row = (kind, ...cells) => make("tr", { class: kind }, ...cells);
  let sum = neuron.bias;
  const rows = read.map((input, place) => {
    const weight = neuron.weights[place], product = bits[place] ? weight : neuron.low ? -weight : 0n;
    sum += product;
    return row(product ? "" : "idle",
      make("td", {}, `${input} = ${bits[place] ? 1 : neuron.low ? "−1" : 0}`),
      make("td", { class: weight < 0n ? "negative" : "positive" }, `× ${text(weight, neuron.scale)}`),
      make("td", {}, text(product, neuron.scale)));
  });
  if (neuron.bias) rows.push(row("", make("td", {}, "bias"), make("td"), make("td", {}, text(neuron.bias, neuron.scale))));
  rows.push(row("total", make("td", {}, "sum z"), make("td"), make("td", {}, text(sum, neuron.scale))));
  const fires = sum >= neuron.threshold, limit = text(neuron.threshold, neuron.scale);
  const verdict = make("p", {}, `${text(sum, neuron.scale)} ${fires ? "≥" : "<"} ${limit}, so it `,
    make("b", {}, fires ? "fires (1)" : `stays silent (${silent})`), `. Margin ${text(sum - neuron.threshold, neuron.scale)}.`);
  const table = make("table", { "aria-label": `what ${name} adds up` }, make("tbody", {}, ...rows));
  return [table, bar(neuron, sum), verdict];
}

function turn() {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
}

$("theme").addEventListener("click", turn);
