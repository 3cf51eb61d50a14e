/* The learning page: the neuron whose numbers can be moved, its table, and what is asked of the rule. */

let present = 0;      // the row whose values the neuron shows
let told = [];        // what was asked for: a hint, or the proof that there are no weights
let proven = false;   // whether the proof is in the picture
const fields = [];    // the boxes of the numbers, in their order
const DRAG = 14;      // pixels of a drag for 0.1

// -- numbers that are typed, dragged and counted --------------------------------------------------------------------

const shownNumber = place => text(now(place), scale);

function change(place, ratio) {
  const fits = ratio !== null && setNumber(place, ratio);
  fields[place].setAttribute("aria-invalid", !fits);
  if (fits) refresh();
}

/** So many tenths more than a number; the rate stays above 0. */
function move(place, [top, bottom], tenths) {
  const ratio = [top * 10n + BigInt(tenths) * bottom, bottom * 10n];
  if (place !== RATE || ratio[0] > 0n) change(place, ratio);
  show(place);
}

function addNumber(place, name, called) {
  const box = make("input", { type: "text", role: "spinbutton", autocomplete: "off", spellcheck: "false", maxlength: 40, "aria-label": called, title: "type, drag, or arrow keys" });
  box.addEventListener("input", () => change(place, parse(box.value)));
  box.addEventListener("blur", () => show(place));
  box.addEventListener("keydown", event => {
    event.stopPropagation();
    const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!by) return;
    move(place, [now(place), scale], by);
    event.preventDefault();
  });
  fields[place] = box;
  const chip = make("label", { class: "chip" }, name, " = ", box);
  chip.addEventListener("pointerdown", event => (grabbed = { place, x: event.clientX, y: event.clientY, from: [now(place), scale], tenths: 0 }));
  return chip;
}

// Right or up is more; the pointer may leave the chip while it drags.
let grabbed = null;
addEventListener("pointermove", event => {
  if (!grabbed) return;
  const tenths = Math.trunc((event.clientX - grabbed.x + grabbed.y - event.clientY) / DRAG);
  if (tenths === grabbed.tenths) return;
  grabbed.tenths = tenths;
  move(grabbed.place, grabbed.from, tenths);
  getSelection().removeAllRanges();
});
for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => (grabbed = null));

function show(place) {
  fields[place].value = shownNumber(place);
  fields[place].style.width = `${Math.min(9, fields[place].value.length + 1)}ch`;
  const said = { invalid: false, valuetext: shownNumber(place), valuenow: Number(now(place)) / Number(scale) };
  for (const [key, value] of Object.entries(said)) fields[place].setAttribute(`aria-${key}`, value);
}

// -- the neuron -----------------------------------------------------------------------------------------------------

const chips = weightNames.map((name, place) => addNumber(place, name, place ? `weight of ${names[place - 1]}` : "bias"));
$("rate").append(addNumber(RATE, "rate", "rate"));
const threshold = addNumber(THRESHOLD, "θ", "threshold");
const switches = names.map((name, place) => {
  const made = make("button", { type: "button", role: "switch", class: "tag", "aria-label": `input ${name}` });
  made.addEventListener("click", () => choose(present ^ (1 << (arity - 1 - place))));
  return made;
});
$("neuron").append(picture, ...switches, ...chips, threshold);

// -- the table ------------------------------------------------------------------------------------------------------

function choose(row) {
  present = row;
  refresh();
}

/** One row of the table; a click on what is wanted changes the goal. */
function tableRow(want, row) {
  const fired = fires(row), error = output(want) - output(fired), cells = [...bits(row).map(bit => text(input(bit))), text(sum(row), scale), text(output(fired))];
  const asked = make(lesson.open ? "button" : "span", { type: "button", class: "asked", "aria-label": `wanted for ${shownRow(row)}: ${text(output(want))}` }, text(output(want)));
  asked.addEventListener("click", event => {
    if (!lesson.open) return;
    event.stopPropagation();
    aim(wanted.map((each, other) => (other === row) !== each));
    $("table").querySelectorAll(".asked")[row].focus();
  });
  const line = make("tr", { "data-row": row, class: `${right(row) ? "" : "wrong"} ${row === present ? "now" : ""}`, tabindex: row === present ? 0 : -1, "aria-current": row === present },
    ...cells.map((said, place) => make("td", place === arity ? { class: "first" } : {}, said)), make("td", {}, asked), make("td", {}, error ? text(error) : ""));
  line.addEventListener("click", () => choose(row));
  line.addEventListener("keydown", event => {
    const next = row + ({ ArrowUp: -1, ArrowDown: 1 }[event.key] ?? NaN);
    if (!(next >= 0 && next < wanted.length)) return;
    choose(next);
    $("table").querySelector(".now").focus();
    event.preventDefault();
  });
  return line;
}

function showTable() {
  const head = [...names, "z", "output", "wanted", "error"].map((name, place) => make("th", place === arity ? { class: "first" } : {}, name));
  $("table").replaceChildren(make("table", { "aria-label": "every row under these weights" }, make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...wanted.map(tableRow))));
}

/** Another goal; learning begins anew. */
function aim(outputs) {
  wanted = outputs;
  begin();
  refresh();
}

// -- what is said ---------------------------------------------------------------------------------------------------

function outcomeWords() {
  const count = run.steps.length, so = `${plural(count, "mistake")} in ${plural(run.epoch, "epoch")}`;
  if (run.outcome === "learnt") {
    const solved = guessing ? "Solved: all rows are right." : `Learnt: ${so}; at most ${bound()} were possible.`;
    return [`${solved} The smallest whole numbers that do the same: it ${firingWords(goal().weights, goal().threshold, names)}.`];
  }
  if (guessing) return ["Move the weights until every row is right."];
  if (run.outcome === "cycle") return [`Not learnt: ${so}, and now the weights are again those ${run.since ? `after epoch ${run.since}` : "at the start"}: it goes round for ever.`, ...impossibleWords()];
  return run.outcome ? [`Not learnt yet: ${so}.`] : [];
}

function showWords() {
  const last = !guessing && run.steps.length ? [stepWords(run.steps.at(-1))] : [];
  const next = !guessing && run.next !== null ? [`Next: row ${shownRow(run.next)} is wrong.`] : [];
  const ended = outcomeWords();
  const said = told.length ? [...last, ...told] : [...last, ...ended, ...next];
  proven = !goal().weights && (told.length > 1 || run.outcome === "cycle");
  const parts = said.map((words, place) => make("p", { class: place < last.length ? "arithmetic" : "" }, words));
  if (proven && goal().command) parts.push(make("p", {}, "See them work: ", make("code", {}, goal().command)));
  if ($("said").textContent !== parts.map(part => part.textContent).join("")) $("said").replaceChildren(...parts);
}

function hint() {
  told = !wrongRows().length ? ["All rows are right."] : goal().weights ? [hintWords()] : [hintWords(), ...impossibleWords()];
  draw();
}

// -- everything -----------------------------------------------------------------------------------------------------

/** Show what is there now; what was told before is over. */
function refresh() {
  told = [];
  draw();
}

function draw() {
  const key = wanted.map(Number).join(""), name = goal().name, low = text(input(0));
  document.title = $("title").textContent = `${guessing ? "Guess the weights of" : "Learning"} ${name}`;
  fields.forEach((box, place) => {
    // What is being typed stays as it is: "0.70" and "0.".
    const typed = box === document.activeElement && parse(box.value);
    if (!typed || typed[0] * scale !== now(place) * typed[1]) show(place);
  });
  showWords();
  showNeuron();
  showTable();
  $("goal").value = [...$("goal").options].some(option => option.value === key) ? key : "";
  $("score").textContent = `${wanted.length - wrongRows().length} of ${wanted.length} right`;
  $("score").classList.toggle("all", !wrongRows().length);
  $("why-name").textContent = `${names.map((each, place) => `${each} = ${text(input(bits(present)[place]))}`).join(", ")}`;
  $("why").replaceChildren(...reasons({ weights: run.weights.slice(1), bias: run.weights[0], threshold: numbers[THRESHOLD], scale, low: Number(low.replace("−", "-")) }, name, names, bits(present), text(output(0))));
  const width = $("space").clientWidth;
  $("space").replaceChildren(arity === 2 || arity === 3 ? space(Math.min(width, 460), present, choose, proven && goal()) : margins(Math.min(width, 640), present, choose));
  if (!guessing) $("curve").replaceChildren(curve(Math.min($("curve").clientWidth, 560), bound()));
  document.body.classList.toggle("guessing", guessing);
  for (const button of document.querySelectorAll("#modes button")) button.setAttribute("aria-pressed", (button.dataset.mode === "guess") === guessing);
  for (const button of document.querySelectorAll("#values button")) button.setAttribute("aria-pressed", button.dataset.is === valueOf[button.dataset.of]());
  $("step").disabled = run.next === null;
  $("back").disabled = !run.steps.length;
  $("link").href = `#${stateText()}`;
}

function stepOn() {
  if (run.next !== null) present = run.next;
  step();
  if (run.next === null) play(false);
  refresh();
}

function back() {
  if (!run.steps.length) return;
  present = run.steps.at(-1).row;
  replay(run.steps.length - 1);
  refresh();
}

/** Back to where this run began; from there to what the page began with. */
function reset() {
  play(false);
  if (run.steps.length) begin();
  else load(lesson.state);
  refresh();
}

let timer = 0;

function play(on = !timer) {
  clearInterval(timer);
  timer = on && run.next !== null ? setInterval(stepOn, 1000 / 2 ** $("speed").value) : 0;
  $("run").setAttribute("aria-pressed", Boolean(timer));
  $("run-text").textContent = timer ? "❚❚ Pause" : "▶ Run";
}

function save() {
  const address = URL.createObjectURL(new Blob([circuitFile()], { type: "application/json" }));
  const stem = (goal().name).toLowerCase().replace(/[^\w.+-]+/g, "_").slice(0, 60) || "neuron";
  make("a", { href: address, download: `${stem}.json` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

// -- controls -------------------------------------------------------------------------------------------------------

const valueOf = { inputs: () => String(bipolar.inputs), outputs: () => String(bipolar.outputs), threshold: () => shownNumber(THRESHOLD) };
const setValue = {
  inputs: is => (bipolar.inputs = is === "true"),
  outputs: is => (bipolar.outputs = is === "true"),
  threshold: is => setNumber(THRESHOLD, parse(is)),
};
const kinds = [["inputs", "Inputs", ["false", "0, 1"], ["true", "−1, 1"]], ["outputs", "Outputs", ["false", "0, 1"], ["true", "−1, 1"]], ["threshold", "Threshold", ["0.5", "0.5"], ["0", "0"]]];
for (const [of, called, ...choices] of kinds) {
  const buttons = choices.map(([is, said]) => make("button", { type: "button", "data-of": of, "data-is": is }, said));
  for (const button of buttons)
    button.addEventListener("click", () => {
      setValue[of](button.dataset.is);
      begin();
      refresh();
    });
  $("values").append(make("span", {}, called), make("span", { class: "choice", role: "group", "aria-label": called }, ...buttons));
}

for (const [key, { name, listed }] of Object.entries(goals)) if (listed) $("goal").append(make("option", { value: key }, name));
$("goal").append(make("option", { value: "" }, "another table"));
$("goal").addEventListener("change", () => $("goal").value && aim([...$("goal").value].map(bit => bit === "1")));
for (const button of document.querySelectorAll("#modes button"))
  button.addEventListener("click", () => {
    guessing = button.dataset.mode === "guess";
    play(false);
    refresh();
  });

const buttons = { step: stepOn, back, reset, hint, save, run: () => play() };
for (const [id, act] of Object.entries(buttons)) $(id).addEventListener("click", () => act());
$("speed").addEventListener("input", () => timer && play(true));
addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.tagName === "SELECT") return;
  const acts = { r: reset, h: hint, ...(!guessing ? { s: stepOn, b: back } : {}) }, key = event.key.toLowerCase();
  if (Object.hasOwn(acts, key)) acts[key]();
  else if (key === " " && !guessing && event.target === document.body) {
    play();
    event.preventDefault();
  }
});
addEventListener("resize", draw);
addEventListener("hashchange", () => load(location.hash.slice(1)) && refresh());
load(lesson.state);
load(location.hash.slice(1));
draw();
