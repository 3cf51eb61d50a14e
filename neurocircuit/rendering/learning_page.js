/* The learning page: the neuron whose numbers can be moved, its table, and what is asked of the rule. */

let present = 0;      // the row whose values the neuron shows
let told = [];        // what was asked for: a hint, or the proof that there are no weights
const DRAG = 14;      // pixels of a drag for 0.1
const fields = [...weightNames, "rate", "threshold"].map((_, place) => $(`number-${place}`));
const choices = all("[data-of]"); // buttons side by side

// -- numbers that are typed, dragged and counted --------------------------------------------------------------------

let grabbed = null;

function change(place, ratio) {
  const fits = ratio !== null && setNumber(place, ratio);
  if (fits) refresh();
  return fits;
}

/** So many tenths more than a number. */
function move(place, [top, bottom], tenths) {
  change(place, [top * 10n + BigInt(tenths) * bottom, bottom * 10n]);
  show(place);
}

function show(place) {
  const box = fields[place], said = shownNumber(place);
  box.value = said;
  box.style.width = `${Math.min(9, said.length + 1)}ch`;
  put(box, { "aria-invalid": false, "aria-valuetext": said, "aria-valuenow": Number(now(place)) / Number(scale) });
}

fields.forEach((box, place) => {
  numberBox(box, typed => change(place, parse(typed)), by => move(place, [now(place), scale], by));
  box.addEventListener("blur", () => show(place));
  box.parentElement.addEventListener("pointerdown", ({ clientX, clientY }) => {
    grabbed = { place, x: clientX, y: clientY, from: [now(place), scale], tenths: 0 };
  });
});
// Right or up is more; the pointer may leave the chip while it drags.
addEventListener("pointermove", event => {
  if (!grabbed) return;
  const tenths = Math.trunc((event.clientX - grabbed.x + grabbed.y - event.clientY) / DRAG);
  if (tenths === grabbed.tenths) return;
  grabbed.tenths = tenths;
  move(grabbed.place, grabbed.from, tenths);
  getSelection().removeAllRanges();
});
for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => (grabbed = null));

// -- the neuron -----------------------------------------------------------------------------------------------------

const tags = all("#neuron .tag"), wires = all("#neuron .wire"), drawnInputs = all("#neuron .input");
const [body, result] = ["neuron", "output"].map(kind => document.querySelector(`#neuron .${kind}`));
tags.forEach((tag, place) => tag.addEventListener("click", () => choose(present ^ (1 << (arity - 1 - place)))));

/** Its values, its wires by sign and size, and its sum against the threshold. */
function showNeuron() {
  const on = fires(present), most = largest(run.weights), z = sum(present), limit = numbers[THRESHOLD];
  // The bias reads a 1, and so is always on.
  const values = bits(present), read = [1, ...values], idle = bit => !bit && !chosen.inputs;
  run.weights.forEach((weight, place) => {
    const sign = weight > 0n ? "positive" : weight ? "negative" : "zero", size = weight < 0n ? -weight : weight;
    put(wires[place], { class: `wire ${sign} ${idle(read[place]) ? "" : "on"}` });
    vary(wires[place], { width: 0.8 + (1.7 * Number((size * 1000n) / most)) / 1000 });
    fields[place].parentElement.className = `chip ${sign}`;
  });
  tags.forEach((tag, place) => {
    say(tag.lastElementChild, ` = ${text(input(values[place]))}`);
    put(tag, { "aria-checked": Boolean(values[place]) });
    lit(drawnInputs[place], values[place]);
  });
  for (const element of [body, result, wires.at(-1)]) lit(element, on);
  const { name } = goal(), [called, rule] = lines(body), said = text(output(on));
  say(called, name.length > 12 ? lesson.output.slice(0, 9) : name);
  say(rule, `${brief(z, scale)} ${on ? "≥" : "<"} ${brief(limit, scale)}`);
  say(lines(result)[0], `${lesson.output.slice(0, 6)} = ${said}`);
  const about = `${name}: sum ${text(z, scale)}, threshold ${text(limit, scale)}, output ${said}`;
  put(document.querySelector("#neuron svg"), { "aria-label": about });
}

// -- the table ------------------------------------------------------------------------------------------------------

function choose(row) {
  present = row;
  refresh();
}

function showRow(line, row) {
  const [fired, want] = [fires(row), wanted[row]].map(output);
  const amounts = [...bits(row).map(bit => text(input(bit))), text(sum(row), scale), text(fired), text(want)];
  [...amounts, fired === want ? "" : text(want - fired)].forEach((said, place) => {
    const cell = line.cells[place];
    (cell.firstElementChild ?? cell).textContent = said;
  });
  line.classList.toggle("wrong", !right(row));
  line.querySelector(".asked").setAttribute("aria-label", `wanted for ${shownRow(row)}: ${text(want)}`);
}

// A click on what is wanted changes the goal.
all("button.asked").forEach((asked, row) => asked.addEventListener("click", event => {
  event.stopPropagation();
  aim(wanted.map((each, other) => (other === row) !== each));
}));

/** Another goal; learning begins anew. */
function aim(outputs) {
  wanted = outputs;
  begin();
  refresh();
}

// -- what is said ---------------------------------------------------------------------------------------------------

/** Whether the proof that there are no weights is told, and drawn. */
const proven = () => !goal().separators && (told.length > 1 || run.outcome === "cycle");

function outcomeWords() {
  const so = `${plural(run.steps.length, "mistake")} in ${plural(run.epoch, "epoch")}`;
  if (run.outcome === "learnt") {
    const solved = chosen.guess ? "Solved: all rows are right." : `Learnt: ${so}; at most ${bound()} were possible.`;
    return [`${solved} The smallest whole numbers that do the same: it ${ruleWords()}.`];
  }
  if (chosen.guess) return ["Move the weights until every row is right."];
  const again = `the weights are again those ${run.since ? `after epoch ${run.since}` : "at the start"}`;
  const round = `Not learnt: ${so}, and now ${again}: it goes round for ever.`;
  if (run.outcome === "cycle") return [round, ...impossibleWords()];
  return run.outcome ? [`Not learnt yet: ${so}.`] : [`Next: row ${shownRow(run.next)} is wrong.`];
}

function showWords() {
  const parts = (told.length ? told : outcomeWords()).map(words => make("p", {}, words));
  if (!chosen.guess && run.steps.length) parts.unshift(make("p", { class: "arithmetic" }, stepWords(run.steps.at(-1))));
  if (proven() && goal().command) parts.push(make("p", {}, "See them work: ", make("code", {}, goal().command)));
  if ($("said").textContent !== parts.map(part => part.textContent).join("")) $("said").replaceChildren(...parts);
}

function hint() {
  told = wrongRows().length ? [hintWords(), ...(goal().separators ? [] : impossibleWords())] : ["All rows are right."];
  draw();
}

// -- everything -----------------------------------------------------------------------------------------------------

/** Show what is there now; what was told before is over. */
function refresh() {
  told = [];
  draw();
}

function draw() {
  const { name } = goal(), wrong = wrongRows().length, key = goalKey(), values = bits(present);
  const [bias, ...weights] = run.weights;
  const neuron = { weights, bias, threshold: numbers[THRESHOLD], scale, low: chosen.inputs ? -1 : 0 };
  document.title = $("title").textContent = `${chosen.guess ? "Guess the weights of" : "Learning"} ${name}`;
  fields.forEach((box, place) => {
    // What is being typed stays as it is: "0.70" and "0.".
    const typed = box === document.activeElement && parse(box.value);
    if (!typed || typed[0] * scale !== now(place) * typed[1]) show(place);
  });
  showWords();
  showNeuron();
  rows.forEach(showRow);
  showPresent(present);
  $("goal").value = [...$("goal").options].some(option => option.value === key) ? key : "";
  $("score").textContent = `${wanted.length - wrong} of ${wanted.length} right`;
  $("score").classList.toggle("all", !wrong);
  $("why-name").textContent = names.map((each, place) => `${each} = ${text(input(values[place]))}`).join(", ");
  $("why").replaceChildren(...reasons(neuron, name, names, values, text(output(0))));
  showPatterns(proven() && goal());
  showCurve(bound());
  document.body.classList.toggle("guessing", chosen.guess);
  for (const button of choices) {
    const now = button.dataset.of === "threshold" ? shownNumber(THRESHOLD) : String(chosen[button.dataset.of]);
    button.setAttribute("aria-pressed", now === button.dataset.is);
  }
  $("step").disabled = run.next === null;
  $("back").disabled = !run.steps.length;
  const stem = name.toLowerCase().replace(/[^\w.+-]+/g, "_").slice(0, 60) || "neuron";
  put($("save"), { href: `data:application/json,${encodeURIComponent(circuitFile())}`, download: `${stem}.json` });
  put($("link"), { href: `#${stateText()}` });
}

function stepOn() {
  if (run.next !== null) present = run.next;
  step();
  if (run.next === null) play(false);
  refresh();
}

/** The run from its beginning, one step less far. */
function back() {
  const before = run.steps.length - 1;
  present = run.steps[before].row;
  begin();
  while (run.steps.length < before) step();
  refresh();
}

/** Back to where this run began; from there to what the page began with. */
function reset() {
  play(false);
  run.steps.length ? begin() : load(lesson.state);
  refresh();
}

// -- controls -------------------------------------------------------------------------------------------------------

for (const button of choices)
  button.addEventListener("click", () => {
    const { of, is } = button.dataset;
    if (of === "threshold") setNumber(THRESHOLD, parse(is));
    else chosen[of] = is === "true";
    if (of === "guess") play(false);
    else begin();
    refresh();
  });
$("goal").addEventListener("change", () => $("goal").value && aim(truths($("goal").value)));
onClick({ step: stepOn, back, reset, hint, run: () => play(!timer && run.next !== null) });
beat = stepOn;
addEventListener("hashchange", () => load(location.hash.slice(1)) && refresh());
load(lesson.state);
load(location.hash.slice(1));
draw();
