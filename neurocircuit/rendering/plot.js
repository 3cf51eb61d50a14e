/* What moves in the pictures of the lesson: the boundary and its path, the patterns, margins, and the mistakes.
   Only here numbers become floats: what fires is known before. */

const GHOSTS = 6;
const { space } = lesson; // of two inputs the plane, of three the cube; its points are truth values
const patterns = all(".pattern");
patterns.forEach((pattern, row) => pattern.addEventListener("click", () => choose(row)));

const margin = (row, weights) => sum(row, weights) - numbers[THRESHOLD];

/** A new element of a picture, and straight lines through corners. */
const shape = (tag, ...content) => put(document.createElementNS("http://www.w3.org/2000/svg", tag), ...content);
const drawn = (corners, more) => shape("path", { d: `M${corners.map(corner => corner.join(" ")).join("L")}`, ...more });

/** z - threshold of given weights at a point, as a float and in no unit. */
function heights(weights) {
  const offset = margin(0, weights), slopes = names.map((_, axis) => margin(1 << (arity - 1 - axis), weights) - offset);
  const most = largest([offset, ...slopes]), float = each => Number((each << 40n) / most) / 2 ** 40;
  return point => point.reduce((height, at, axis) => height + float(slopes[axis]) * at, float(offset));
}

/** Of a polygon the part with a height of 0 or more, and the points of its border with height 0. */
function clip(corners, height) {
  const inside = [], edge = [];
  corners.forEach((corner, place) => {
    const next = corners[(place + 1) % corners.length], a = height(corner), b = height(next);
    if (a >= 0) inside.push(corner);
    if (a === 0) edge.push(corner);
    if (a * b >= 0) return;
    const crossing = corner.map((from, axis) => from + (a / (a - b)) * (next[axis] - from));
    inside.push(crossing);
    edge.push(crossing);
  });
  return [inside, edge];
}

/** Where a point is on the picture. */
const placed = point =>
  space.origin.map((start, way) => point.reduce((sum, at, axis) => sum + at * space.steps[axis][way], start));

/** What fires of each face, and the boundary as the corners of a polygon in turn. */
function boundary(weights) {
  if (weights.slice(1).every(weight => !weight)) return [[], []]; // weights of 0 alone have none
  const parts = space.faces.map(face => clip(face, heights(weights)));
  const edge = parts.flatMap(([, points]) => points).map(placed);
  const [x, y] = [0, 1].map(way => edge.reduce((all, point) => all + point[way], 0) / edge.length);
  const turn = point => Math.atan2(point[1] - y, point[0] - x);
  return [parts.map(([inside]) => inside.map(placed)), edge.sort((p, q) => turn(p) - turn(q))];
}

/** A line of two corners, a polygon of more; nothing, as empty text, of fewer. */
const outline = (corners, kind, more) => (corners.length > 1 ? drawn(corners, { class: kind, ...more }) : "");

/** Where it fires, earlier boundaries, the boundary, and the pairs of points that prove that there is none. */
function showSpace(proof) {
  const [areas, edge] = boundary(run.weights), before = arity === 2 ? run.steps.slice(-GHOSTS) : [];
  $("moving").replaceChildren(
    ...areas.map(area => outline(area, "area")),
    ...before.map((step, age) => outline(boundary(step.before)[1], "ghost", { opacity: (age + 3) / (GHOSTS + 4) })),
    outline([...edge, edge[0]], "boundary"),
    ...(proof ? ["fire", "silent"] : []).map(side => outline(proof[side].map(bits).map(placed), `proof ${side}`)));
  all("#space .low text").forEach(value => say(value, text(input(0))));
  patterns.forEach((pattern, row) => {
    const [want, said] = lines(pattern), amount = margin(row);
    say(want, text(output(wanted[row])));
    say(said, `${amount < 0n ? "" : "+"}${brief(amount, scale)}`);
  });
}

/** Rows as bars from the threshold: up fires. */
function showMargins() {
  const all = wanted.map((_, row) => margin(row)), most = largest(all);
  patterns.forEach((bar, row) => {
    const size = Number((all[row] * 10000n) / most) / 100;
    put(bar, { y: -Math.max(size, 0), height: Math.max(1.5, Math.abs(size)) });
    say(bar.firstElementChild, `${shownRow(row)}: z − θ = ${text(all[row], scale)}`);
  });
}

function showPatterns(proof) {
  patterns.forEach((pattern, row) => {
    const is = { wanted: wanted[row], wrong: !right(row), fires: fires(row), now: row === present };
    for (const [kind, so] of Object.entries(is)) pattern.classList.toggle(kind, so);
  });
  (space ? showSpace : showMargins)(proof);
}

/** The mistakes so far, row by row, against the most that there can be. */
function showCurve(most) {
  const [left, right, top, base] = lesson.frame, count = run.steps.length, epochs = Math.max(run.epoch, 4);
  const known = Number(most ?? 0), tall = Math.max(4, count, Math.min(known, 5 * Math.max(count, 4)));
  const x = at => left + (at / (epochs * order.length)) * (right - left);
  const y = amount => base - (amount / tall) * (base - top);
  const corners = [[x(0), y(0)], ...run.steps.flatMap(({ at }, place) => [[x(at), y(place)], [x(at), y(place + 1)]])];
  const [cx, cy] = corners.at(-1), every = Math.ceil(epochs / 10), [made, possible, highest] = lines($("curve"));
  const ticks = [...Array(epochs).keys()].filter(epoch => epoch % every === 0);
  const bounded = `at most ${most}${known > tall ? " (beyond this picture)" : ""}`;
  say(made, plural(count, "mistake"));
  say(possible, goal().separators ? bounded : "no bound: no weights exist");
  say(highest, `${tall}`);
  $("mistakes").replaceChildren(
    ...(known && known <= tall ? [drawn([[left, y(known)], [right, y(known)]], { class: "most" })] : []),
    drawn(corners, { class: "mistakes" }), shape("circle", { cx, cy, r: 5, class: run.outcome }),
    ...ticks.map(epoch => shape("text", { x: x((epoch + 0.5) * order.length), y: base + 17 }, epoch + 1)));
}
