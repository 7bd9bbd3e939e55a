const edgesOf = Object.fromEntries(Object.keys(data.nodes).map((id) => [id, []]));
for (const [id, edge] of Object.entries(data.edges)) {
  edgesOf[edge.from].push(id);
  if (edge.to !== edge.from) edgesOf[edge.to].push(id);
}
const off = { kinds: new Set(), relations: new Set(), statuses: new Set() };
/* Positions are made for wide screens: on an upright one the graph lies on its side. */
if (byId("stage").clientHeight > byId("stage").clientWidth * 1.15)
  for (const node of data.vis.nodes) [node.x, node.y] = [node.y, node.x];
const nodes = new vis.DataSet(data.vis.nodes);
const edges = new vis.DataSet(data.vis.edges);
const many = data.vis.edges.length > 600;
data.vis.options.interaction.hideEdgesOnDrag = many;
data.vis.options.interaction.hideEdgesOnZoom = many;
const network = new vis.Network(byId("graph"), { nodes, edges }, data.vis.options);
const baseNodes = Object.fromEntries(data.vis.nodes.map((node) => [node.id, node]));
const baseEdges = Object.fromEntries(data.vis.edges.map((edge) => [edge.id, edge]));
const narrow = window.matchMedia("(max-width: 760px)");
const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
let chosen = null;

const CROSS = data.vis.options.edges.font.color;
const passes = (edge) => !off.relations.has(edge.relation) && !off.statuses.has(edge.status);
const showsNode = (id) =>
  !off.kinds.has(data.nodes[id].kind) &&
  (edgesOf[id].length === 0 || edgesOf[id].some((edge) => passes(data.edges[edge])));
const showsEdge = (id) =>
  passes(data.edges[id]) && showsNode(data.edges[id].from) && showsNode(data.edges[id].to);

function nodeTitle(id) {
  const node = data.nodes[id];
  const name = node.name.length > 60 ? `${node.name.slice(0, 60)}…` : node.name;
  return `${name}\n${labelOf("kinds", node.kind)} · ${word("partners")} ${node.partners}`;
}

function edgeTitle(id) {
  const edge = data.edges[id];
  const short = (end) => (data.nodes[end].name.length > 30 ? `${data.nodes[end].name.slice(0, 30)}…` : data.nodes[end].name);
  const when = [labelOf("statuses", edge.status), period(edge.first, edge.last), word("sources", edge.weight)];
  return `${short(edge.from)} — ${relationLabel(edge.relation, false)} — ${short(edge.to)}\n${when.filter(Boolean).join(" · ")}`;
}

/* The nodes and edges that stay bright beside what is chosen; null where nothing is. */
function litBy(choice) {
  if (!choice) return null;
  if (choice.edge) return { nodes: new Set([data.edges[choice.edge].from, data.edges[choice.edge].to]), edges: new Set([choice.edge]) };
  const around = edgesOf[choice.node];
  const near = around.flatMap((id) => [data.edges[id].from, data.edges[id].to]);
  return { nodes: new Set([choice.node, ...near]), edges: new Set(around) };
}

/* Labels keep a readable size on the screen; of those that would cover one another the more important one stays. */
function labelled(ids, lit, size) {
  const taken = [];
  const weight = (id) => (lit?.nodes.has(id) ? 1e6 : 0) + data.nodes[id].partners;
  const order = [...ids].sort((a, b) => weight(b) - weight(a) || (a < b ? -1 : 1));
  const width = (line) => [...line].reduce((sum, char) => sum + (char > "\u2e7f" ? 1 : 0.56), 0) * size;
  return new Set(order.filter((id) => {
    const { label, size: radius } = baseNodes[id];
    const { x, y } = network.getPosition(id);
    const lines = label.split("\n");
    const half = Math.max(...lines.map(width)) / 2 + size * 0.2;
    const box = { left: x - half, right: x + half, top: y + radius, bottom: y + radius + size * (1.2 * lines.length + 0.4) };
    const free = taken.every((other) =>
      box.left > other.right || box.right < other.left || box.top > other.bottom || box.bottom < other.top);
    taken.push({ left: x - radius, right: x + radius, top: y - radius, bottom: y + radius });
    if (free) taken.push(box);
    return free;
  }));
}

const fontSize = () => Math.max(13, Math.min(12 / network.getScale(), 160));

/* Seen from afar, nodes and edges are drawn larger than they are, or they would vanish. */
const growth = () => Math.max(1, Math.min(0.36 / network.getScale(), 2.6));

function redraw() {
  const lit = litBy(chosen);
  const shownNodes = Object.keys(data.nodes).filter(showsNode);
  const shownEdges = Object.keys(data.edges).filter(showsEdge);
  const size = fontSize();
  const grown = growth();
  const named = labelled(shownNodes, lit, size);
  const visible = new Set([...shownNodes, ...shownEdges]);
  nodes.update(Object.keys(data.nodes).map((id) => {
    const bright = !lit || lit.nodes.has(id);
    return { id, hidden: !visible.has(id), opacity: bright ? 1 : 0.13, title: nodeTitle(id),
      size: baseNodes[id].size * grown, label: named.has(id) && bright ? baseNodes[id].label : "",
      font: { size, strokeWidth: size / 4 } };
  }));
  edges.update(Object.keys(data.edges).map((id) => {
    const bright = !lit || lit.edges.has(id);
    const base = baseEdges[id];
    return { id, hidden: !visible.has(id), title: edgeTitle(id), width: base.width * grown,
      font: { color: bright ? CROSS : "rgba(0,0,0,0)", strokeWidth: bright ? 4 : 0 },
      color: { ...base.color, opacity: bright ? (lit ? 0.95 : base.color.opacity) : 0.07 } };
  }));
  tellShown(shownNodes.length, shownEdges.length);
}

function tellShown(shownNodes, shownEdges) {
  const { nodes: allNodes, edges: allEdges } = data.total;
  const held = Object.keys(data.nodes).length;
  const lines = [`${word("nodes", shownNodes, allNodes)} · ${word("edges", shownEdges, allEdges)}`];
  if (held < allNodes) lines.push(word("core", held, allNodes));
  byId("shown").textContent = lines.join("\n");
}

function open(children) {
  byId("told").replaceChildren(...children);
  byId("panel").hidden = false;
  byId("panel").scrollTop = 0;
  byId("told").focus({ preventScroll: true });
  openFilters(false);
}

function close() {
  chosen = null;
  byId("panel").hidden = true;
  network.unselectAll();
  redraw();
}

function tell() {
  if (chosen?.node) open(tellNode(chosen.node, edgesOf[chosen.node], (id) => selectEdge(id)));
  if (chosen?.edge) open(tellEdge(chosen.edge, (id) => selectNode(id)));
}

function choose(choice, move) {
  if (!(choice.node ? showsNode(choice.node) : showsEdge(choice.edge))) showAll();
  chosen = choice;
  network.setSelection({ nodes: choice.node ? [choice.node] : [], edges: choice.edge ? [choice.edge] : [] },
    { highlightEdges: false });
  hideTooltip();
  redraw();
  tell();
  if (move || isCovered(choice)) bringIntoView(choice);
}

function hideTooltip() {
  const tooltip = document.querySelector("div.vis-tooltip");
  if (tooltip) tooltip.style.visibility = "hidden";
}

function isCovered(choice) {
  const panel = byId("panel").getBoundingClientRect();
  const stage = byId("stage").getBoundingClientRect();
  const ends = choice.node ? [choice.node] : [data.edges[choice.edge].from, data.edges[choice.edge].to];
  return ends.some((id) => {
    const { x, y } = network.canvasToDOM(network.getPosition(id));
    return narrow.matches ? y + stage.top > panel.top - 60 : x + stage.left > panel.left - 60;
  });
}

function selectNode(id, move = true) {
  if (Object.hasOwn(data.nodes, id)) choose({ node: id }, move);
}

function selectEdge(id, move = true) {
  if (Object.hasOwn(data.edges, id)) choose({ edge: id }, move);
}

/* Move the view so that what is chosen stands in the part of the stage that the panel leaves free. */
function bringIntoView(choice) {
  const ends = choice.node ? [choice.node] : [data.edges[choice.edge].from, data.edges[choice.edge].to];
  const places = ends.map((id) => network.getPosition(id));
  const middle = (axis) => places.reduce((sum, place) => sum + place[axis], 0) / places.length;
  const panel = byId("panel").getBoundingClientRect();
  const offset = narrow.matches ? { x: 0, y: -panel.height / 2 } : { x: -panel.width / 2, y: 0 };
  const stage = byId("stage").getBoundingClientRect();
  const room = { x: stage.width + 2 * offset.x - 120, y: stage.height + 2 * offset.y - 120 };
  const span = (axis) => Math.max(1, ...places.map((place) => 2 * Math.abs(place[axis] - middle(axis))));
  const fits = Math.min(room.x / span("x"), room.y / span("y"));
  const scale = Math.max(0.05, Math.min(fits, Math.max(network.getScale(), 0.7), 1.4));
  network.moveTo({ position: { x: middle("x"), y: middle("y") }, scale, offset, animation: motion() });
}

const motion = () => (calm.matches ? false : { duration: 280, easingFunction: "easeInOutQuad" });

function filterList(group, used, sample) {
  const list = byId(group);
  list.replaceChildren();
  const names = [...data.schema.order[group].filter((name) => used.has(name)),
    ...[...used.keys()].filter((name) => !data.schema.order[group].includes(name)).sort()];
  for (const name of names) {
    const box = make("input", "");
    box.type = "checkbox";
    box.value = name;
    box.checked = !off[group].has(name);
    box.addEventListener("change", () => {
      off[group][box.checked ? "delete" : "add"](name);
      redraw();
    });
    const text = make("span", "name", labelOf(group, name));
    list.append(make("li", "", make("label", "", box, sample(name), text, make("span", "number", String(used.get(name))))));
  }
}

function tally(values) {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

function buildFilters() {
  const all = Object.values(data.edges);
  filterList("kinds", tally(Object.values(data.nodes).map((node) => node.kind)), mark);
  filterList("relations", tally(all.map((edge) => edge.relation)), (name) => stroke(colorOfRelation(name), "done"));
  filterList("statuses", tally(all.map((edge) => edge.status)), (name) => stroke("#44525f", name));
}

function showAll() {
  for (const group of Object.values(off)) group.clear();
  buildFilters();
  redraw();
}

function openFilters(opened) {
  byId("filters").classList.toggle("open", opened);
  byId("menu").ariaExpanded = String(opened);
}

function onKey(event) {
  const typing = event.target instanceof HTMLInputElement && event.target.type === "search";
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    byId("search").focus();
  } else if (event.key === "Escape" && !event.isComposing) {
    if (!byId("found").hidden) showFound([], "");
    else if (byId("filters").classList.contains("open")) openFilters(false);
    else close();
  }
}

/* Labels reach beyond the nodes that vis-network fits into the window. */
function showWhole() {
  network.fit({ animation: false });
  network.moveTo({ scale: network.getScale() * (narrow.matches ? 0.8 : 0.94), animation: false });
}

function zoom(factor) {
  network.moveTo({ scale: network.getScale() * factor, animation: motion() });
}

let drawnAt = 0;
let waiting = 0;
function relabel() {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    if (Math.abs(fontSize() / drawnAt - 1) < 0.04) return;
    drawnAt = fontSize();
    redraw();
  }, 90);
}

network.on("afterDrawing", relabel);
network.on("dragEnd", ({ nodes: [moved] }) => moved !== undefined && redraw());
network.on("click", ({ nodes: [node], edges: [edge] }) => {
  if (node !== undefined) selectNode(node, false);
  else if (edge !== undefined) selectEdge(edge, false);
  else close();
});
for (const [event, kind] of [["hoverNode", "pointer"], ["hoverEdge", "pointer"], ["blurNode", ""], ["blurEdge", ""]])
  network.on(event, () => { byId("graph").style.cursor = kind; });
byId("search").addEventListener("input", (event) => showFound(find(event.target.value), event.target.value));
byId("search").addEventListener("focus", (event) => showFound(find(event.target.value), event.target.value));
byId("search").addEventListener("blur", () => showFound([], ""));
byId("search").addEventListener("keydown", onSearchKey);
document.addEventListener("keydown", onKey);
byId("close").addEventListener("click", close);
byId("reset").addEventListener("click", showAll);
byId("menu").addEventListener("click", () => openFilters(!byId("filters").classList.contains("open")));
byId("closer").addEventListener("click", () => zoom(1.35));
byId("farther").addEventListener("click", () => zoom(1 / 1.35));
byId("whole").addEventListener("click", showWhole);
byId("language").addEventListener("click", () => {
  language = language === "zh" ? "en" : "zh";
  translatePage();
  buildFilters();
  hideTooltip();
  redraw();
  tell();
});
translatePage();
buildFilters();
showWhole();
drawnAt = fontSize();
redraw();
window.kgPage = { network, selectNode, selectEdge };
