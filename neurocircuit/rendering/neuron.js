/* The lesson's neuron as diagrams draw it: inputs, weights on their wires, the sum against the threshold, the output.
   Colours come from classes: what is on takes the palette's firing ones. */

const sign = weight => (weight > 0n ? "positive" : weight ? "negative" : "zero");
const group = (kind, on, ...parts) => shape("g", { class: `${kind} ${on ? "on" : ""}` }, ...parts);

/** Where everything is in a width: a phone has no room for names. */
function layout(width) {
  const small = width < 560, radius = small ? 40 : 62, tag = small ? 56 : 104, pitch = arity > 4 ? 46 : 62;
  const height = Math.max((arity + 1) * pitch, 2 * radius + 96), first = (height - arity * pitch) / 2;
  const row = index => first + (index ? index - 1 : arity) * pitch; // the bias stands last
  const chip = { x: small ? tag + 14 : width * 0.28, width: small ? 112 : 136 };
  return { width, height, small, radius, tag, chip, row, out: small ? 48 : 96, x: small ? width - 112 : width * 0.66, y: height / 2 - 10 };
}

/** The wire of a weight: level to its chip, then round to the neuron; a tip or a bar by its sign. */
function wire(index, { tag, chip, row, radius, x, y }) {
  const weight = run.weights[index], on = !index || bits(present)[index - 1] || chosen.inputs, height = row(index);
  const color = `var(--${sign(weight)})`;
  const part = Number(((weight < 0n ? -weight : weight) * 1000n) / largest(run.weights)) / 1000;
  const pen = { stroke: color, "stroke-width": (0.8 + 1.7 * part) * (on ? 1.6 : 1), fill: "none" };
  const turn = Math.PI + Math.min(1, Math.max(-1, 1.8 * Math.atan2(y - height, x - chip.x - chip.width)));
  const round = far => `${x + (radius + far) * Math.cos(turn)} ${y + (radius + far) * Math.sin(turn)}`;
  const [tip, end] = weight < 0n ? [{ d: "M0-8V8", ...pen, "stroke-width": 5 }, round(4)] : [{ d: "M-2-6L9 0L-2 6Z", fill: color }, round(9)];
  const right = chip.x + chip.width;
  return group("wire", on, drawn([[index ? tag : 49, height], [chip.x, height]], pen),
    shape("path", { d: `M${right} ${height}C${right + 26} ${height} ${round(44)} ${end}`, ...pen }),
    shape("path", { ...tip, transform: `translate(${end}) rotate(${(turn * 180) / Math.PI + 180})` }));
}

/** The tag of an input, or the bias's dashed 1. */
function source(index, { tag, row }) {
  const y = row(index), d = `M3 ${y - 17}H${tag - 16}L${tag} ${y}L${tag - 16} ${y + 17}H3Z`;
  if (index) return group("input", bits(present)[index - 1], shape("path", { d, ...paint("input") }));
  const circle = shape("circle", { cx: 30, cy: y, r: 19, fill: "none", stroke: "var(--muted)", "stroke-dasharray": "5 3", "stroke-width": 1.4 });
  return group("bias", false, circle, label(30, y + 5, "1", { fill: "var(--muted)" }));
}

function body(on, { small, radius, x, y }) {
  const name = goal().name, z = brief(sum(present), scale), shown = name.length > (small ? 8 : 12) ? lesson.output.slice(0, 9) : name;
  return group("neuron", on, shape("circle", { cx: x, cy: y, r: radius, ...paint("neuron", { "stroke-width": 3 }) }),
    label(x, y - 3, shown, { "font-weight": "bold", "font-size": small ? 14 : 18 }),
    label(x, y + 18, `${z} ${on ? "≥" : "<"} ${brief(numbers[THRESHOLD], scale)}`, { "font-size": small ? 12 : 14, fill: "var(--muted)" }));
}

function result(on, { width, small, radius, out, x, y }) {
  const left = width - out - 6, said = text(output(on)), pen = on ? "var(--firing-border)" : "var(--idle)";
  const box = (by, more) => {
    const place = { x: left - by, y: y - 18 - by, width: out + 2 * by, height: 36 + 2 * by, rx: 9 + by };
    return shape("rect", { ...place, ...paint("output", more) });
  };
  return group("output", on, drawn([[x + radius, y], [left - 14, y]], { stroke: pen, "stroke-width": 2 }),
    shape("path", { d: `M${left - 15} ${y - 5}L${left - 4} ${y}L${left - 15} ${y + 5}Z`, fill: pen }), box(0), box(4, { fill: "none" }),
    label(left + out / 2, y + 5.5, small ? said : `${lesson.output.slice(0, 6)} = ${said}`, { "font-size": 16, fill: "var(--output-ink)" }));
}

/** Draw it, and put the boxes and buttons where they belong. */
function showNeuron() {
  const place = layout(Math.max(300, $("neuron").clientWidth)), on = fires(present), values = bits(present);
  const at = (element, x, y, width) => Object.assign(element.style, { left: `${x}px`, top: `${y}px`, width: `${width}px` });
  run.weights.forEach((weight, index) => {
    const chip = fields[index].parentElement;
    at(chip, place.chip.x, place.row(index), place.chip.width);
    chip.className = `chip ${sign(weight)}`;
  });
  at(fields[THRESHOLD].parentElement, place.x - (place.small ? 22 : 56), place.y + place.radius + 34, 112);
  all("#neuron .tag").forEach((button, index) => {
    const [length, equals] = place.small ? [3, "="] : [7, " = "];
    at(button, 0, place.row(index + 1), place.tag);
    button.textContent = `${names[index].slice(0, length)}${equals}${text(input(values[index]))}`;
    button.setAttribute("aria-checked", Boolean(values[index]));
  });
  const said = `${goal().name}: sum ${text(sum(present), scale)}, threshold ${shownNumber(THRESHOLD)}, output ${text(output(on))}`;
  const parts = run.weights.flatMap((_, index) => [wire(index, place), source(index, place)]);
  $("picture").replaceChildren(sheet(place.width, place.height, said, ...parts, body(on, place), result(on, place)));
}
