// Drawing: places and colours only. Shapes and colours are those of the program's figures.
const SIZE = { M0: 0, DYING: 1, ADMSC: 2, M2: 3, M1: 4, TREG: 5, TEFF: 6 };

/** Letters of a picture: larger for a projector. */
const letters = () => (document.documentElement.classList.contains("projector") ? 1.4 : 1);
const font = (size) => `${Math.round(size * letters())}px system-ui, sans-serif`;
const thick = (width) => (document.documentElement.classList.contains("projector") ? 1.6 * width : width);

/** A canvas as sharp as the screen, with its context in CSS pixels. */
function sharp(canvas, height, width = canvas.clientWidth || 600) {
  const ratio = Math.min(devicePixelRatio || 1, 2);
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio); canvas.height = Math.round(height * ratio);
    canvas.style.height = height + "px";
    if (canvas.id === "tissue") canvas.style.width = width + "px";
  }
  const c = canvas.getContext("2d");
  c.setTransform(canvas.width / width, 0, 0, canvas.height / height, 0, 0);
  return { c, width, height };
}

const FIELDS = 3;
/** The bytes of a picture (lab/src/frame.rs) as places. */
function unpacked(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const u16 = () => { at += 2; return view.getUint16(at - 2, true); };
  const columns = u16(), rows = u16(), maps = [];
  for (let n = 0; n < FIELDS; n++) { maps.push(bytes.subarray(at, at + columns * rows)); at += columns * rows; }
  const cells = [], axons = [], glia = [];
  for (let n = u16(); n > 0; n--) { const kind = bytes[at++]; cells.push([kind, u16() / 65535, u16() / 65535]); }
  for (let n = u16(); n > 0; n--) { const y = u16() / 65535, front = u16() / 65535; axons.push([y, front, bytes[at++]]); }
  for (let n = u16(); n > 0; n--) glia.push(bytes[at++]);
  return { columns, rows, maps, cells, axons, glia };
}

function mark(c, kind, x, y, k, col) {
  const polygon = (points, colour) => { c.fillStyle = colour; c.beginPath(); points.forEach(([a, b], i) => (i ? c.lineTo(x + a * k, y + b * k) : c.moveTo(x + a * k, y + b * k))); c.fill(); };
  const triangle = (h) => [[0, -h], [h, h - 1], [-h, h - 1]], diamond = (h) => [[0, -h], [h, 0], [0, h], [-h, 0]];
  const disc = (r, colour) => { c.fillStyle = colour; c.beginPath(); c.arc(x, y, r * k, 0, 7); c.fill(); };
  const square = (r, colour) => { c.fillStyle = colour; c.fillRect(x - r * k, y - r * k, 2 * r * k, 2 * r * k); };
  if (kind === SIZE.M0) { c.globalAlpha = 0.6; disc(2, col.neutral); c.globalAlpha = 1; }
  else if (kind === SIZE.M1) disc(4, col.inflaming);
  else if (kind === SIZE.M2) { square(4, col.resolving); square(2, "#fff"); }
  else if (kind === SIZE.ADMSC) { polygon(diamond(5), col.ink); polygon(diamond(4), col.admsc); }
  else if (kind === SIZE.DYING) { c.strokeStyle = col.admsc; c.lineWidth = k; c.beginPath(); c.moveTo(x - 3 * k, y); c.lineTo(x + 3 * k, y); c.moveTo(x, y - 3 * k); c.lineTo(x, y + 3 * k); c.stroke(); }
  else if (kind === SIZE.TEFF) polygon(triangle(6), col.inflaming);
  else if (kind === SIZE.TREG) { polygon(triangle(6), col.resolving); polygon(triangle(3), "#fff"); }
}

function front(c, state, x, y, k, col) {
  c.fillStyle = col.ink;
  if (state === 1) { c.beginPath(); c.moveTo(x + 8 * k, y); c.lineTo(x - 6 * k, y - 6 * k); c.lineTo(x - 6 * k, y + 6 * k); c.fill(); }
  else if (state === 2) c.fillRect(x - 2 * k, y - 6 * k, 4 * k, 12 * k);
}

/** The window on a day; left of a line, where there is `other`, that of another patient. `hidden` names layers that are not drawn. Gives where cells are. */
function drawTissue(canvas, frame, other, stage, day, told, { col, text, hidden, field, splitAt, room }) {
  // As wide as it is high in the tissue, in the room that there is; microglia stand beside it.
  const beside = frame.glia.length ? 0.07 : 0, shape = stage.width_um / stage.height_um;
  const height = Math.round(Math.min(room.height, room.width * (1 - beside) / shape)), width = Math.round(height * shape / (1 - beside));
  const { c } = sharp(canvas, height, width);
  c.clearRect(0, 0, width, height);
  const strip = width * beside, w = width - strip, k = Math.max(0.55, Math.min(1, w / 900));
  const X = (x) => x * w, Y = (y) => y * height;
  const paint = (frame) => {
    const image = new ImageData(frame.columns, frame.rows);
    const shades = inWords(col.ramp), pixels = new Uint32Array(image.data.buffer), map = frame.maps[field];
    for (let i = 0; i < pixels.length; i++) pixels[i] = map ? shades[map[i]] : 0xffffffff;
    const small = new OffscreenCanvas(frame.columns, frame.rows);
    small.getContext("2d").putImageData(image, 0, 0);
    c.imageSmoothingEnabled = false;
    c.drawImage(small, 0, 0, w, height);
    if (!hidden.has("axons")) {
      c.strokeStyle = col.structure; c.lineWidth = 1; c.globalAlpha = 0.8;
      const every = Math.max(1, Math.ceil(7 / (height * 0.6 / Math.max(1, frame.axons.length))));
      frame.axons.forEach(([y, x], i) => { if (i % every === 0) { c.beginPath(); c.moveTo(0, Y(y)); c.lineTo(X(x), Y(y)); c.stroke(); } });
      c.globalAlpha = 1;
    }
    if (!hidden.has("vessels")) stage.vessels.forEach(([x, y]) => { c.fillStyle = "#fff"; c.beginPath(); c.arc(X(x), Y(y), 4.5 * k, 0, 7); c.fill(); c.fillStyle = col.vessel; c.beginPath(); c.arc(X(x), Y(y), 3 * k, 0, 7); c.fill(); });
    for (const [kind, x, y] of frame.cells) if (!hidden.has("k" + kind)) mark(c, kind, X(x), Y(y), k, col);
    if (!hidden.has("axons")) frame.axons.forEach(([y, x, state]) => { if (x < 1) front(c, state, X(x), Y(y), k * 0.8, col); });
  };
  const part = (from, to, frame) => { c.save(); c.beginPath(); c.rect(from, 0, to - from, height); c.clip(); paint(frame); c.restore(); };
  const line = other ? w * splitAt : 0;
  part(line, w, frame);
  if (other) { part(0, line, other); c.strokeStyle = col.ink; c.lineWidth = 2; c.beginPath(); c.moveTo(line, 0); c.lineTo(line, height); c.stroke(); }
  const [[fx, fy], [tx, ty]] = stage.lesion;
  c.setLineDash([8, 5]); c.strokeStyle = col.ink; c.lineWidth = 1.5; c.strokeRect(X(fx), Y(fy) + 1, X(tx - fx), Y(ty - fy) - 2); c.setLineDash([]);
  label(c, text("lesion"), X(fx) + 6, 16, col.ink);
  const isDose = told.doses.some((dose) => Math.floor(dose.day) === day);
  if (isDose) stage.needles.forEach(([x, y]) => { c.strokeStyle = col.ink; c.lineWidth = 2; c.beginPath(); c.moveTo(X(x) - 60 * k, Y(y) - 60 * k); c.lineTo(X(x), Y(y)); c.stroke(); c.fillStyle = col.ink; c.beginPath(); c.moveTo(X(x), Y(y)); c.lineTo(X(x) - 12 * k, Y(y) - 4 * k); c.lineTo(X(x) - 4 * k, Y(y) - 12 * k); c.fill(); label(c, text("needle"), X(x) - 60 * k, Y(y) - 64 * k, col.ink); });
  const bar = 500 / stage.width_um;
  c.fillStyle = "#fffc"; c.fillRect(w - X(bar) - 18, height - 30, X(bar) + 14, 26);
  c.strokeStyle = col.ink; c.lineWidth = 2; c.beginPath(); c.moveTo(w - X(bar) - 10, height - 9); c.lineTo(w - 10, height - 9); c.stroke();
  c.fillStyle = col.ink; c.font = font(12); c.textAlign = "center"; c.fillText("500 µm", w - X(bar) / 2 - 10, height - 14); c.textAlign = "left";
  // The microglia of the segment beside the window, by what they do: shapes differ as well as colours.
  const columns = Math.max(1, Math.ceil(Math.sqrt(frame.glia.length * strip / height))), gap = strip / columns;
  frame.glia.slice().sort((a, b) => GLIA_ORDER[a] - GLIA_ORDER[b]).forEach((one, i) => glial(c, one, w + (i % columns + 0.5) * gap, (Math.floor(i / columns) + 0.5) * gap, Math.min(4, gap * 0.42), col));
  if (other) { c.textAlign = "right"; label(c, text("untreated_short"), line - 8, height - 8, col.ink); c.textAlign = "left"; label(c, text("treated"), line + 8, height - 8, col.ink); }
  const inSight = (x) => (X(x) < line ? other : frame);
  return { width: w, near: (x, y) => {
    const cells = inSight(x / w)?.cells ?? [];
    const apart = ([, cx, cy]) => Math.hypot(X(cx) - x, Y(cy) - y);
    const nearest = cells.filter(([kind]) => !hidden.has("k" + kind)).reduce((best, cell) => (!best || apart(cell) < apart(best) ? cell : best), null);
    return nearest && apart(nearest) <= 14 ? nearest[0] : null;
  } };
}

let ramps = null;
/** The colours of a map as ImageData has them, four bytes in one number. */
function inWords(ramp) { return ramps ??= new Uint32Array(new Uint8Array(ramp.flatMap((colour) => [...colour, 255])).buffer); }

const GLIA_ORDER = [2, 0, 1];
function glial(c, one, x, y, r, col) {
  c.fillStyle = [col.neutral, col.inflaming, col.resolving][one];
  if (one === 2) c.fillRect(x - r, y - r, 2 * r, 2 * r); else { c.beginPath(); c.arc(x, y, one === 1 ? r : r * 0.5, 0, 7); c.fill(); }
}

function label(c, text, x, y, colour) {
  c.font = font(13); c.lineWidth = 3; c.strokeStyle = "#fffd"; c.strokeText(text, x, y); c.fillStyle = colour; c.fillText(text, x, y);
}

const CAUSES = ["damage", "central", "inflammation"];
let hatches = null;
function hatch(c, colour, direction) {
  const tile = new OffscreenCanvas(10, 10), t = tile.getContext("2d");
  t.fillStyle = colour; t.fillRect(0, 0, 10, 10);
  if (direction) { t.strokeStyle = "#0006"; t.lineWidth = 1; t.beginPath(); for (const o of [-10, 0, 10]) { t.moveTo(o, direction > 0 ? 10 : 0); t.lineTo(o + 10, direction > 0 ? 0 : 10); } t.stroke(); }
  return c.createPattern(tile, "repeat");
}
function fills(c, col) { return hatches ??= CAUSES.map((cause, i) => hatch(c, col[cause], [1, -1, 0][i])); }

/** Where days and points lie in the plot of pain. */
function frameOf(width, height, days) {
  const left = 34, right = width - 96 * letters(), top = 12, bottom = height - 26;
  return { left, right, top, bottom, x: (day) => left + day / Math.max(1, days) * (right - left), y: (points) => bottom - points / 10 * (bottom - top), day: (x) => (x - left) / (right - left) * days, points: (y) => (bottom - y) / (bottom - top) * 10 };
}

/** Pain as the stack of its causes, with ghost, former runs, prediction and class. */
function drawPain(canvas, view, { col, text, height }) {
  const { c, width } = sharp(canvas, height);
  c.clearRect(0, 0, width, height);
  const f = frameOf(width, height, view.horizon);
  c.font = font(12); c.textBaseline = "alphabetic";
  c.strokeStyle = col.grid; c.fillStyle = col.ink; c.lineWidth = 1;
  for (const [p, said] of view.marks) { c.beginPath(); c.moveTo(f.left, f.y(p)); c.lineTo(f.right, f.y(p)); c.stroke(); c.textAlign = "right"; c.fillText(said, f.left - 6, f.y(p) + 4); }
  c.textAlign = "center";
  const isSparse = view.months.length > 13 || width < 500, month = (m) => f.x(view.months[m]?.day ?? 0);
  for (const { day, said, is_third } of view.months) if (is_third || !isSparse) { const x = f.x(day); c.beginPath(); c.moveTo(x, f.bottom); c.lineTo(x, f.bottom + 4); c.strokeStyle = col.ink; c.stroke(); c.fillText(said, x, f.bottom + 16); }
  c.textAlign = "left"; c.fillText(text("months"), f.right + 14, f.bottom + 16);
  // A reveal goes along time.
  if (view.until !== null) { c.save(); c.beginPath(); c.rect(0, 0, f.x(view.until), height); c.clip(); }
  const { days } = view, line = (pairs) => { c.beginPath(); pairs.forEach(([x, y], i) => (i ? c.lineTo(f.x(x), f.y(y)) : c.moveTo(f.x(x), f.y(y)))); c.stroke(); };
  if (days.length > 1) {
    let below = days.map(() => 0);
    CAUSES.forEach((cause, n) => {
      const above = below.map((b, i) => b + days[i].row[cause]);
      c.fillStyle = fills(c, col)[n]; c.globalAlpha = view.stale ? 0.35 : 1;
      c.beginPath(); days.forEach((d, i) => (i ? c.lineTo(f.x(d.day), f.y(above[i])) : c.moveTo(f.x(d.day), f.y(above[i])))); for (let i = days.length - 1; i >= 0; i--) c.lineTo(f.x(days[i].day), f.y(below[i])); c.fill();
      c.globalAlpha = 1; c.strokeStyle = "#fff"; c.lineWidth = 1.5; line(days.map((d, i) => [d.day, above[i]]));
      below = above;
    });
    c.strokeStyle = col.ink; c.lineWidth = thick(2.5); line(days.map((d) => [d.day, d.row.vas]));
    const halved = days.find((d) => d.day === view.halved);
    if (halved) { const [x, y] = [f.x(halved.day), f.y(halved.row.vas)]; c.fillStyle = col.ink; c.strokeStyle = "#fff"; c.lineWidth = 2; c.beginPath(); c.moveTo(x, y - 8); c.lineTo(x + 8, y); c.lineTo(x, y + 8); c.lineTo(x - 8, y); c.closePath(); c.stroke(); c.fill(); }
  }
  if (view.until !== null) c.restore();
  const monthly = (points) => { c.beginPath(); points.forEach((p, m) => (m ? c.lineTo(month(m), f.y(p)) : c.moveTo(month(m), f.y(p)))); c.stroke(); };
  const labels = [];
  const named = (days, dash, weight, colour, name) => {
    if (days.length < 2) return;
    c.setLineDash(dash); c.lineWidth = weight; c.strokeStyle = colour; line(days.map((d) => [d.day, d.row.vas])); c.setLineDash([]);
    labels.push([f.y(days[days.length - 1].row.vas), days[days.length - 1].row.shown + " " + name, colour]);
  };
  view.former.forEach((run) => named(run.days, [2, 3], 1.5, col.grey, run.name));
  if (view.isTreated) named(view.ghost, [7, 5], thick(2), col.grey, text("untreated_short"));
  if (days.length > 1 && view.until === null) labels.push([f.y(days[days.length - 1].row.vas), days[days.length - 1].row.shown + " " + text(view.isTreated ? "treated" : "untreated_short"), col.ink]);
  if (view.bands) {
    c.globalAlpha = 0.25; c.fillStyle = col.prediction; c.beginPath();
    view.bands.forEach((q, m) => (m ? c.lineTo(month(m), f.y(q[2])) : c.moveTo(month(0), f.y(q[2])))); for (let m = view.bands.length - 1; m >= 0; m--) c.lineTo(month(m), f.y(view.bands[m][0])); c.fill(); c.globalAlpha = 1;
    c.strokeStyle = col.prediction; c.lineWidth = 1; c.globalAlpha = 0.5; view.curves.forEach((curve) => monthly(curve)); c.globalAlpha = 1;
    c.lineWidth = 2.5; monthly(view.bands.map((q) => q[1]));
  }
  if (view.prediction) { c.strokeStyle = col.prediction; c.lineWidth = 3; c.setLineDash([12, 4, 3, 4]); monthly(view.prediction.map((p) => p / 10)); c.setLineDash([]); labels.push([f.y(view.prediction[view.prediction.length - 1] / 10), text("prediction"), col.prediction]); }
  c.fillStyle = col.ink;
  view.doses.forEach(({ day }) => { const x = f.x(day); c.beginPath(); c.moveTo(x, f.bottom); c.lineTo(x - 5, f.bottom - 11); c.lineTo(x + 5, f.bottom - 11); c.closePath(); c.strokeStyle = "#fff"; c.lineWidth = 3; c.stroke(); c.fill(); });
  if (view.here !== null) { c.strokeStyle = col.ink; c.lineWidth = 1; c.beginPath(); c.moveTo(f.x(view.here), f.top); c.lineTo(f.x(view.here), f.bottom); c.stroke(); }
  // Labels at the right end, apart.
  labels.sort((a, b) => a[0] - b[0]);
  let last = -20;
  c.font = font(12);
  // Where there are many, they stand closer, and none leaves the plot.
  const apart = Math.min(14 * letters(), (f.bottom - f.top) / Math.max(1, labels.length));
  labels.forEach(([y, said, colour], i) => { const at = Math.min(Math.max(y + 4, last + apart), f.bottom - (labels.length - 1 - i) * apart); last = at; c.fillStyle = colour; c.fillText(said, f.right + 6, at, width - f.right - 8); });
  return f;
}

/** The picture to download: tissue, pain, sentence and digest on one page. */
function drawSheet({ tissue, pain, lines }) {
  const sheet = new OffscreenCanvas(1920, 1080), c = sheet.getContext("2d");
  c.fillStyle = "#fff"; c.fillRect(0, 0, 1920, 1080);
  let y = 60;
  const put = (canvas, most) => { const scale = Math.min(1840 / canvas.width, most / canvas.height); c.drawImage(canvas, 40, y, canvas.width * scale, canvas.height * scale); y += canvas.height * scale + 20; };
  c.fillStyle = "#222"; c.font = "600 34px system-ui, sans-serif"; c.fillText(lines[0], 40, 44, 1840);
  put(tissue, 420); put(pain, 440);
  c.font = "24px system-ui, sans-serif";
  lines.slice(1).forEach((line, i) => c.fillText(line, 40, Math.min(y + 16, 990) + i * 32, 1840));
  return sheet.convertToBlob({ type: "image/png" });
}
