/* The lesson in pictures: the plane of two inputs, the cube of three, margins of any number, and the mistakes.
   Only here numbers become floats: what fires is known before. */

const GHOSTS = 6;

/** z - threshold of given weights at a point whose axes are inputs, as a float and in no unit. */
function heights(weights) {
  const all = [weights[0] - numbers[THRESHOLD], ...weights.slice(1)];
  const most = largest(all), [offset, ...slopes] = all.map(each => Number((each << 40n) / most) / 2 ** 40);
  return point => point.reduce((height, at, axis) => height + slopes[axis] * at, offset);
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

/** The faces of a square or a cube from `low` to `high`, each as its corners in turn. */
function faces(low, high) {
  const square = [[low, low], [high, low], [high, high], [low, high]];
  if (arity === 2) return [square];
  return [0, 1, 2].flatMap(axis => [low, high].map(at => square.map(corner => [...corner.slice(0, axis), at, ...corner.slice(axis)])));
}

/** The plane of two inputs or the cube of three: where it fires, the boundary and its path, the patterns. */
function space(size, proof) {
  const low = Number(input(0)), reach = 1 - low, beyond = (arity === 2 ? 0.45 : 0.16) * reach;
  const [from, to] = [low - beyond, 1 + beyond], pad = 46, wide = size - pad - 8, high = arity === 2 ? wide : wide * 0.94;
  // A cube is seen so that the plane of equal weights is neither a line nor hides one corner behind another.
  const flat = arity === 2 ? point => point : ([a, b, c]) => [0.62 * a + 0.36 * c, 0.64 * b - 0.24 * c + 0.1 * a];
  const [[west, south], [east, north]] = arity === 2 ? [[from, from], [to, to]]
    : [[flat([from, from, from])[0], flat([from, from, to])[1]], [flat([to, to, to])[0], flat([to, to, from])[1]]];
  const place = point => {
    const [x, y] = flat(point);
    return [pad + ((x - west) / (east - west)) * wide, 8 + high - ((y - south) / (north - south)) * high];
  };
  const boundary = weights => {
    // Weights of 0 alone have no boundary.
    if (weights.slice(1).every(weight => !weight)) return [[], []];
    const parts = faces(from, to).map(face => clip(face, heights(weights)));
    const edge = parts.flatMap(([, points]) => points).map(place), [x, y] = [0, 1].map(axis => edge.reduce((all, point) => all + point[axis], 0) / edge.length);
    edge.sort((p, q) => Math.atan2(p[1] - y, p[0] - x) - Math.atan2(q[1] - y, q[0] - x));
    return [parts.map(([inside]) => inside.map(place)), edge];
  };
  const [areas, edge] = boundary(run.weights), fill = { fill: "var(--firing)", stroke: "none", opacity: arity === 2 ? 0.38 : 0.14 };
  const ghosts = arity === 2 ? run.steps.slice(-GHOSTS).map(({ before }) => boundary(before)[1]).filter(line => line.length > 1) : [];
  const grid = arity === 2 ? [low, 1].flatMap(at => [[[at, from], [at, to]], [[from, at], [to, at]]]) : faces(low, 1).map(face => [...face, face[0]]);
  const values = row => bits(row).map(bit => Number(input(bit)));
  const pairs = proof ? [[proof.fire, "firing-border"], [proof.silent, "ink"]] : [];
  const patterns = wanted.map((want, row) => {
    const [x, y] = place(values(row)), margin = sum(row) - numbers[THRESHOLD], kind = want ? "firing" : "neuron";
    const ring = r => shape("circle", { cx: x, cy: y, r, fill: "none", stroke: `var(--${r > 18 ? "focus" : "negative"})`, "stroke-width": 2.4 });
    const said = `${margin < 0n ? "" : "+"}${brief(margin, scale)}`, above = arity === 3 || bits(row)[1];
    const dot = shape("g", { class: "pattern", "data-row": row },
      shape("circle", { cx: x, cy: y, r: 12, fill: `var(--${kind})`, stroke: `var(--${kind}-border)`, "stroke-width": 2 }),
      label(x, y + 4.5, text(output(want)), { "font-weight": "bold", fill: want ? "var(--firing-ink)" : "var(--ink)" }),
      ...(right(row) ? [] : [ring(16.5)]), ...(row === present ? [ring(20.5)] : []),
      label(x, y + (above ? -25 : 36), said, { class: "halo", "font-weight": "bold", fill: `var(--${margin < 0n ? "negative" : "positive"})` }));
    dot.addEventListener("click", () => choose(row));
    return dot;
  });
  const [[x0, y0], [x1, y1]] = [place(Array(arity).fill(low)), place(Array(arity).fill(1))], bold = { "font-weight": "bold" };
  const named = arity === 2
    ? [label((x0 + x1) / 2, size - 10, names[0], bold), label(14, (y0 + y1) / 2, names[1], bold),
      ...[low, 1].flatMap(at => [label(place([at, at])[0], high + 26, text(BigInt(at)), { fill: "var(--muted)" }), label(pad - 14, place([at, at])[1] + 4, text(BigInt(at)), { fill: "var(--muted)" })])]
    : names.map((name, axis) => label(...[[0, 22], [-24, 4], [22, 16]][axis].map((by, xy) => place([0, 1, 2].map(other => (other === axis ? (1 + low) / 2 : [low, 1][+(axis === 2 && other === 0)])))[xy] + by), name, bold));
  return sheet(size, high + 52, "patterns and the boundary between firing and silent",
    shape("rect", { x: pad, y: 8, width: wide, height: high, rx: 8, fill: "var(--cluster1)" }),
    ...areas.filter(area => area.length).map(area => drawn(area, fill)),
    ...grid.map(line => drawn(line.map(place), { stroke: "var(--cluster-border)", "stroke-width": arity === 2 ? 0.8 : 1.6 })),
    ...ghosts.map((line, age) => drawn(line, { stroke: "var(--idle)", "stroke-width": 1.3, "stroke-dasharray": "4 4", opacity: 0.3 + (0.5 * (age + 1)) / ghosts.length })),
    ...(edge.length > 1 ? [drawn([...edge, edge[0]], { stroke: "var(--firing-border)", "stroke-width": 3, fill: arity === 3 ? "var(--firing)" : "none", "fill-opacity": 0.4, class: "boundary" })] : []),
    ...pairs.map(([rows, color]) => drawn(rows.map(row => place(values(row))), { stroke: `var(--${color})`, "stroke-width": 2.4, "stroke-dasharray": "7 4", class: "proof" })),
    ...patterns, ...named);
}

/** Rows as bars from the threshold: up fires. */
function margins(width) {
  const height = 230, middle = 108, column = (width - 50) / wanted.length;
  const all = wanted.map((_, row) => sum(row) - numbers[THRESHOLD]), most = largest(all);
  const bars = all.map((margin, row) => {
    const size = Number((margin * 10000n) / most) / 100, x = 46 + row * column, up = size > 0;
    const color = right(row) ? (margin < 0n ? "idle" : "firing") : "negative";
    const bar = shape("rect", { x: x + column * 0.1, y: middle - (up ? size : 0), width: column * 0.8, height: Math.max(1.5, Math.abs(size)), fill: `var(--${color})`, stroke: row === present ? "var(--focus)" : "none", "stroke-width": 2 },
      shape("title", {}, `${shownRow(row)}: z − θ = ${text(margin, scale)}`));
    bar.addEventListener("click", () => choose(row));
    return bar;
  });
  const muted = { fill: "var(--muted)", "font-size": 12 };
  return sheet(width, height, "the margin of every row", ...bars, drawn([[46, middle], [width - 4, middle]], { stroke: "var(--firing-border)", "stroke-width": 2 }),
    label(22, middle + 4, "z = θ", muted), label(22, 20, "fires", muted), label(22, 2 * middle - 6, "silent", muted), label(width / 2, height - 4, "rows, counting up; red ones are wrong", muted));
}

/** The mistakes so far, row by row, against the most that there can be. */
function curve(width, most) {
  const [left, top, high] = [40, 26, 128], count = run.steps.length, rows = order.length;
  const end = Math.max(run.epoch, 4) * rows, known = most === null ? null : Number(most);
  const limit = Math.max(4, count, known === null ? 0 : Math.min(known, 5 * Math.max(count, 4)));
  const x = at => left + (at / end) * (width - left - 14), y = amount => top + high - (amount / limit) * high;
  const corners = run.steps.flatMap(({ at }, place) => [[x(at), y(place)], [x(at), y(place + 1)]]);
  const every = Math.ceil(end / rows / 10), muted = { fill: "var(--muted)", "font-size": 12 };
  const ticks = Array.from({ length: end / rows }, (_, epoch) => epoch).filter(epoch => epoch % every === 0);
  const dashed = known === null || known > limit ? [] : [drawn([[left, y(limit)], [width - 14, y(limit)]], { stroke: "var(--muted)", "stroke-dasharray": "5 4" })];
  const said = goal().weights ? `at most ${most}${known > limit ? " (beyond this picture)" : ""}` : "no bound: no weights exist";
  return sheet(width, top + high + 42, `${plural(count, "mistake")} in ${plural(run.epoch, "epoch")}`,
    drawn([[left, top], [left, top + high], [width - 14, top + high]], { stroke: "var(--cluster-border)", "stroke-width": 1.4 }), ...dashed,
    drawn([[x(0), y(0)], ...corners], { stroke: "var(--negative)", "stroke-width": 2.6, "stroke-linejoin": "round" }),
    shape("circle", { cx: count ? corners.at(-1)[0] : x(0), cy: y(count), r: 5, fill: run.outcome === "learnt" ? "var(--firing)" : "var(--background)", stroke: "var(--negative)", "stroke-width": 2.2 }),
    ...ticks.map(epoch => label(x((epoch + 0.5) * rows), top + high + 17, epoch + 1, muted)), label((left + width) / 2, top + high + 36, "epoch", muted),
    ...[...new Set([0, count, Math.round(limit)])].filter(amount => amount === count || Math.abs(y(amount) - y(count)) > 13).map(amount => label(left - 8, y(amount) + 4, amount, { ...muted, "text-anchor": "end" })),
    label(left, 12, plural(count, "mistake"), { ...muted, "text-anchor": "start" }), label(width - 14, 12, said, { ...muted, "text-anchor": "end" }));
}
