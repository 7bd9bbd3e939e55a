/* What vis-network draws: the first part of the graph, or the neighbourhood of one node. */
/* Positions are made for wide screens: on an upright one the graph lies on its side. */
const upright = byId("stage").clientHeight > byId("stage").clientWidth * 1.15;
if (upright) for (const node of data.vis.nodes) [node.x, node.y] = [node.y, node.x];
const { looks } = data.schema;
const coreNodes = Object.fromEntries(data.vis.nodes.map((node) => [node.id, node]));
const coreEdges = Object.fromEntries(data.vis.edges.map((edge) => [edge.id, edge]));
const coreScope = { ego: null, nodes: core.nodes, edges: core.edges, cut: 0 };
const groupOf = Object.fromEntries(data.groups.flatMap((group, number) => group.map((id) => [id, number])));
const narrow = window.matchMedia("(max-width: 760px)");
const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
const CROSS = data.vis.options.edges.font.color;
const HULLS = ["#e4eef5", "#f6ead7", "#e6f0e0", "#f3e4ec", "#e9e5f4", "#dff0ee", "#f4efd2", "#efe6e0"];
const many = data.vis.edges.length > 600;
data.vis.options.interaction.hideEdgesOnDrag = many;
data.vis.options.interaction.hideEdgesOnZoom = many;
data.vis.options.interaction.keyboard = false;
const nodes = new vis.DataSet();
const edges = new vis.DataSet();
let baseNodes = coreNodes;
let baseEdges = coreEdges;
let scope = coreScope;
let edgesIn = edgesOf;
let chosen = null;
let drawnAs = new Map();
let isSwapping = false;
for (const node of data.vis.nodes) [node.named, node.label] = [node.label, ""];
nodes.add(data.vis.nodes);
edges.add(data.vis.edges);
const network = new vis.Network(byId("graph"), { nodes, edges }, data.vis.options);

const showsNode = (id) =>
  !off.kinds.has(data.nodes[id].kind) &&
  (edgesIn[id].length === 0 ? !isFiltering() : edgesIn[id].some((edge) => passes(data.edges[edge])));
const showsEdge = (id) =>
  passes(data.edges[id]) && showsNode(data.edges[id].from) && showsNode(data.edges[id].to);

/* Looks of what lies outside the first part, as Python would have given them. */
function nodeLook(id) {
  if (coreNodes[id]) return { ...coreNodes[id] };
  const node = data.nodes[id];
  const color = data.schema.kinds[node.kind]?.color ?? "#5f6b7a";
  const lit = { background: color, border: data.vis.options.nodes.font.color };
  return { id, label: "", named: node.label, size: node.size, shape: looks.shapes[node.type] ?? "dot",
    color: { background: color, border: "#ffffff", highlight: lit, hover: lit } };
}

function edgeLook(id) {
  if (coreEdges[id]) return { ...coreEdges[id] };
  const { from, to, relation, status, width } = data.edges[id];
  const color = status === "negated" ? looks.negated : colorOfRelation(relation);
  return { id, from, to, width, dashes: looks.dashes[status] ?? false, arrows: isSymmetric(relation) ? "" : "to",
    color: { color, highlight: color, hover: color, opacity: 0.72 }, ...(status === "negated" ? { label: "✗" } : {}) };
}

/* Draw the neighbourhood, or, without one, the first part of the graph. */
function drawScope(around) {
  if (!around && scope === coreScope) return;
  scope = around ?? coreScope;
  const places = around ? egoPlaces(around) : null;
  const place = (id) => (upright ? { x: places[id].y, y: places[id].x } : places[id]);
  baseNodes = around ? Object.fromEntries(scope.nodes.map((id) => [id, { ...nodeLook(id), ...place(id) }])) : coreNodes;
  baseEdges = around ? Object.fromEntries(bent(scope.edges.map(edgeLook)).map((edge) => [edge.id, edge])) : coreEdges;
  edgesIn = edgesOf;
  if (around) {
    const inside = new Set(scope.edges);
    edgesIn = Object.fromEntries(scope.nodes.map((id) => [id, edgesOf[id].filter((edge) => inside.has(edge))]));
  }
  drawnAs = new Map();
  isSwapping = true;
  edges.clear();
  nodes.clear();
  nodes.add(Object.values(baseNodes));
  edges.add(Object.values(baseEdges));
  isSwapping = false;
  byId("back").hidden = !around;
}

/* No two edges between the same two nodes lie on one another. */
function bent(lines) {
  const between = new Map();
  for (const line of lines) {
    const pair = [line.from, line.to].sort().join("\n");
    between.set(pair, [...(between.get(pair) ?? []), line]);
  }
  for (const row of between.values()) {
    row.forEach((line, number) => {
      const bend = row.length > 1 ? (number - (row.length - 1) / 2) * 0.18 * (line.from < line.to ? 1 : -1) : 0;
      line.smooth = bend ? { enabled: true, type: bend > 0 ? "curvedCW" : "curvedCCW", roundness: Math.abs(bend) } : false;
    });
  }
  return lines;
}

function nodeTitle(id) {
  const node = data.nodes[id];
  return `${short(node.name, 60)}\n${labelOf("kinds", node.kind)} · ${word("partners")} ${node.partners}`;
}

function edgeTitle(id) {
  const edge = data.edges[id];
  const name = (end) => short(data.nodes[end].name, 30);
  const when = [labelOf("statuses", edge.status), period(edge.first, edge.last), word("sources", edge.weight)];
  return `${name(edge.from)} — ${relationLabel(edge.relation, false)} — ${name(edge.to)}\n${when.filter(Boolean).join(" · ")}`;
}

/* The nodes and edges that stay bright beside what is chosen; null where nothing is. */
function litBy(choice) {
  if (!choice || (scope.ego && choice.node === scope.ego)) return null;
  if (choice.edge) return { nodes: new Set([data.edges[choice.edge].from, data.edges[choice.edge].to]), edges: new Set([choice.edge]) };
  if (choice.node === undefined) {
    const members = new Set(data.groups[choice.group]);
    return { nodes: members, edges: new Set(scope.edges.filter((id) => members.has(data.edges[id].from) && members.has(data.edges[id].to))) };
  }
  const around = edgesIn[choice.node];
  const near = around.flatMap((id) => [data.edges[id].from, data.edges[id].to]).filter((id) => Object.hasOwn(baseNodes, id));
  return { nodes: new Set([choice.node, ...near]), edges: new Set(around) };
}

/* Labels keep a readable size on the screen. Of two in one place the more important one stays; only those of the most
   important nodes, one to so many pixels, may cover lesser ones. Gives, for those that have room, how far they move
   up to stand above the node. */
const ROOM = 25000;
function labelled(ids, lit, size, grown) {
  const cells = new Map();
  const cell = size * 12;
  const weight = (id) => (lit?.nodes.has(id) ? 1e6 : 0) + (chosen?.node === id || scope.ego === id ? 1e7 : 0) + data.nodes[id].partners;
  const order = [...ids].sort((a, b) => weight(b) - weight(a) || (a < b ? -1 : 1));
  const width = (line) => [...line].reduce((sum, char) => sum + (char > "\u2e7f" ? 1 : 0.56), 0) * size;
  const cellsOf = (box) => {
    const keys = [];
    for (let x = Math.floor(box.left / cell); x <= Math.floor(box.right / cell); x++)
      for (let y = Math.floor(box.top / cell); y <= Math.floor(box.bottom / cell); y++) keys.push(`${x},${y}`);
    return keys;
  };
  const put = (box) => { for (const key of cellsOf(box)) cells.set(key, [...(cells.get(key) ?? []), box]); };
  const isFree = (box) => cellsOf(box).every((key) => (cells.get(key) ?? []).every((other) =>
    box.left > other.right || box.right < other.left || box.top > other.bottom || box.bottom < other.top));
  const rows = order.map((id) => ({ id, ...network.getPosition(id), radius: baseNodes[id].size * grown }));
  const cover = ({ x, y, radius }) => put({ left: x - radius * 0.8, right: x + radius * 0.8, top: y - radius * 0.8, bottom: y + radius * 0.8 });
  const leading = Math.round((byId("stage").clientWidth * byId("stage").clientHeight) / ROOM);
  const moves = new Map();
  rows.forEach(({ id, x, y, radius }, rank) => {
    if (rank < leading) cover(rows[rank]);
    if (rank === leading) rows.slice(rank).forEach(cover);
    const lines = baseNodes[id].named.split("\n");
    const half = Math.max(...lines.map(width)) / 2 + size * 0.2;
    const height = size * (1.2 * lines.length + 0.4);
    for (const top of [y + radius, y - radius - height]) {
      const box = { left: x - half, right: x + half, top, bottom: top + height };
      if (!isFree(box)) continue;
      put(box);
      moves.set(id, top - y - radius);
      break;
    }
  });
  return moves;
}

const fontSize = () => Math.max(13, Math.min(12 / network.getScale(), 320));

/* Seen from afar, nodes and edges are drawn larger than they are, or they would vanish. */
const growth = () => Math.max(1, Math.min(0.36 / network.getScale(), 2.6));

/* Only what looks otherwise than before is handed to vis-network, which is slow at it. */
function renew(set, ids, lookOf) {
  const changes = [];
  for (const id of ids) {
    const look = lookOf(id);
    const key = JSON.stringify(look);
    if (drawnAs.get(id) !== key) changes.push(look);
    drawnAs.set(id, key);
  }
  if (changes.length) set.update(changes);
}

function redraw() {
  const lit = litBy(chosen);
  const shownNodes = scope.nodes.filter(showsNode);
  const shownEdges = scope.edges.filter(showsEdge);
  const size = Math.round(fontSize() * 10) / 10;
  const grown = growth();
  const scale = network.getScale();
  const moves = labelled(shownNodes, lit, size, grown);
  const visible = new Set([...shownNodes, ...shownEdges]);
  renew(nodes, scope.nodes, (id) => {
    const bright = !lit || lit.nodes.has(id);
    return { id, hidden: !visible.has(id), opacity: bright ? 1 : 0.13,
      size: baseNodes[id].size * grown, label: moves.has(id) && bright ? baseNodes[id].named : "",
      font: { size, strokeWidth: size / 4, vadjust: (moves.get(id) ?? 0) - 2 } };
  });
  renew(edges, scope.edges, (id) => {
    const bright = !lit || lit.edges.has(id);
    const base = baseEdges[id];
    return { id, hidden: !visible.has(id), width: Math.max(base.width * grown, (many ? 0.6 : 1) / scale),
      font: { color: bright ? CROSS : "rgba(0,0,0,0)", strokeWidth: bright ? 4 : 0 },
      color: { ...base.color, opacity: bright ? clarity(id, lit) : 0.07 } };
  });
  tellShown(shownNodes.length, shownEdges.length);
}

/* Where hundreds of edges would be bright they veil what lies below; those around a node come before those beside it. */
function clarity(id, lit) {
  if (lit) return lit.edges.size > 60 ? 0.55 : 0.95;
  if (scope.ego && ![data.edges[id].from, data.edges[id].to].includes(scope.ego)) return 0.25;
  return many ? 0.5 : baseEdges[id].color.opacity;
}

function tellShown(shownNodes, shownEdges) {
  const { nodes: allNodes, edges: allEdges, held } = data.total;
  const lines = [`${word("nodes", shownNodes, allNodes)} · ${word("edges", shownEdges, allEdges)}`];
  if (scope.ego) lines.push(word("around", short(data.nodes[scope.ego].name, 24)));
  if (scope.cut) lines.push(word("cut", scope.cut));
  if (!scope.ego && core.nodes.length < allNodes) lines.push(word("core", core.nodes.length));
  if (held < allNodes) lines.push(word("unheld", allNodes - held));
  const undated = filter.year === null ? 0 : scope.edges.filter((id) => !data.edges[id].first && passesBut(data.edges[id])).length;
  if (undated) lines.push(word("hiddenUndated", undated));
  byId("shown").textContent = lines.join("\n");
  byId("nothing").hidden = shownNodes > 0;
  byId("nothing").querySelector("p").textContent = word(allNodes ? "hidden" : "bare");
  byId("nothing").querySelector("button").hidden = !allNodes;
}

/* Soft shapes behind the communities, where the whole first part is drawn. */
function outline(context) {
  if (isSwapping || scope !== coreScope || !byId("outlines").checked) return;
  const shown = new Set(core.nodes.filter(showsNode));
  context.save();
  context.globalCompositeOperation = "darken";
  data.groups.forEach((group, number) => {
    const points = hull(nearMiddle(group.filter((id) => shown.has(id)).map((id) => network.getPosition(id))).flatMap(circle));
    if (points.length < 3) return;
    context.fillStyle = HULLS[number % HULLS.length];
    context.beginPath();
    points.forEach(({ x, y }, place) => (place ? context.lineTo(x, y) : context.moveTo(x, y)));
    context.fill();
  });
  context.restore();
}

/* Points around a node, so that the shape keeps a distance from it. */
const ROUND = Array.from({ length: 16 }, (_, number) => [Math.cos((number * Math.PI) / 8) * 40, Math.sin((number * Math.PI) / 8) * 40]);
const circle = ({ x, y }) => ROUND.map(([dx, dy]) => ({ x: x + dx, y: y + dy }));

/* Without those that stand far off: one of them would draw the shape over half of the others. */
function nearMiddle(points) {
  const middle = (axis) => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const [x, y] = [middle("x"), middle("y")];
  const far = points.map((point) => Math.hypot(point.x - x, point.y - y)).sort((a, b) => a - b);
  const limit = far[Math.floor(far.length * 0.75)] * 1.4;
  return points.filter((point) => Math.hypot(point.x - x, point.y - y) <= limit);
}

/* The convex hull, by Andrew's monotone chain. */
function hull(points) {
  const sorted = [...points].sort((a, b) => a.x - b.x || a.y - b.y);
  const half = (row) => {
    const chain = [];
    for (const point of row) {
      while (chain.length > 1 && turn(chain[chain.length - 2], chain[chain.length - 1], point) <= 0) chain.pop();
      chain.push(point);
    }
    return chain.slice(0, -1);
  };
  const turn = (a, b, c) => (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
  return [...half(sorted), ...half(sorted.reverse())];
}
