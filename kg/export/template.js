const act = { node: (id) => selectNode(id), edge: (id) => selectEdge(id), group: (number) => choose({ group: number }, true), ego: (id) => showEgo(id) };

/* After every change of a filter. */
function changed() {
  redraw();
  if (years) tellYear();
  writeFragment();
}

function open(children, focus) {
  const panel = byId("panel");
  byId("told").replaceChildren(...children);
  panel.hidden = false;
  panel.scrollTop = 0;
  if (focus) byId("told").focus({ preventScroll: true });
  openFilters(false);
}

function close() {
  const inside = byId("panel").contains(document.activeElement);
  chosen = null;
  byId("panel").hidden = true;
  network.unselectAll();
  redraw();
  writeFragment();
  if (inside) byId("graph").focus();
}

function tell(focus) {
  if (chosen?.node) open(tellNode(chosen.node, act), focus);
  if (chosen?.edge) open(tellEdge(chosen.edge, act), focus);
  if (chosen?.group !== undefined) open(tellGroup(chosen.group, act), focus);
}

const endsOf = (choice) => {
  if (choice.node) return [choice.node];
  return choice.edge ? [data.edges[choice.edge].from, data.edges[choice.edge].to] : data.groups[choice.group];
};

/* What is not drawn is shown in the neighbourhood that it lies in; what a filter hides, without the filter. */
function choose(choice, move, focus = true) {
  if (choice.group !== undefined && scope.ego) backToCore();
  const drawn = choice.edge ? Object.hasOwn(baseEdges, choice.edge) : endsOf(choice).every((id) => Object.hasOwn(baseNodes, id));
  if (!drawn) enter(choice.node ?? endsOf(choice)[0]);
  if (choice.node ? !showsNode(choice.node) : choice.edge && !showsEdge(choice.edge)) {
    clearFilters();
    buildFilters();
  }
  chosen = choice;
  const held = choice.edge ? Object.hasOwn(baseEdges, choice.edge) : true;
  network.setSelection({ nodes: choice.node ? [choice.node] : [], edges: choice.edge && held ? [choice.edge] : [] },
    { highlightEdges: false });
  hideTooltip();
  redraw();
  tell(focus);
  if (!drawn && !choice.edge) showWhole();
  else if (move || isCovered(choice)) bringIntoView(choice);
  writeFragment();
}

function hideTooltip() {
  const tooltip = document.querySelector("div.vis-tooltip");
  if (tooltip) tooltip.style.visibility = "hidden";
}

function isCovered(choice) {
  const panel = byId("panel").getBoundingClientRect();
  const stage = byId("stage").getBoundingClientRect();
  return endsOf(choice).some((id) => {
    const { x, y } = network.canvasToDOM(network.getPosition(id));
    return narrow.matches ? y + stage.top > panel.top - 60 : x + stage.left > panel.left - 60;
  });
}

async function selectNode(id, move = true, focus = true) {
  await readRest();
  if (Object.hasOwn(data.nodes, id)) choose({ node: id }, move, focus);
}

async function selectEdge(id, move = true) {
  await readRest();
  if (Object.hasOwn(data.edges, id)) choose({ edge: id }, move);
}

function enter(id) {
  drawScope(egoOf(id));
  buildFilters();
}

async function showEgo(id) {
  await readRest();
  enter(id);
  if (narrow.matches) close();
  else choose({ node: id }, false);
  showWhole();
}

function backToCore() {
  const kept = chosen?.node && Object.hasOwn(coreNodes, chosen.node) ? chosen : null;
  if (!kept) close();
  drawScope(null);
  buildFilters();
  showWhole();
  if (kept) choose(kept, true);
  else changed();
}

/* The part of the stage that the panel, the line above and the years below leave free. */
function freeStage() {
  const stage = byId("stage").getBoundingClientRect();
  const panel = byId("panel").hidden ? { width: 0, height: 0 } : byId("panel").getBoundingClientRect();
  const right = narrow.matches ? 0 : panel.width;
  const bottom = narrow.matches && panel.height ? panel.height : byId("years").hidden ? 12 : 66;
  const top = byId("corner").offsetHeight + 16;
  return { offset: { x: -right / 2, y: (top - bottom) / 2 }, width: stage.width - right, height: stage.height - top - bottom };
}

/* Move the view so that what is chosen stands in the part of the stage that the panel leaves free: a node with its
   neighbours, unless that would mean to go farther away. */
function bringIntoView(choice) {
  const free = freeStage();
  const now = network.getScale();
  const fit = (ids) => fitting(ids, free.width - 140, free.height - 90);
  const near = choice.node && litBy(choice) ? fit([...litBy(choice).nodes]) : null;
  if (near?.scale < now) moveTo(fit([choice.node]), now, motion());
  else moveTo(near ?? fit(endsOf(choice)), Math.max(now, 0.7), motion());
}

/* The middle of these nodes, and the scale at which they fill so many pixels. */
function fitting(ids, width, height) {
  const places = ids.map((id) => network.getPosition(id));
  const range = (axis) => [Math.min(...places.map((place) => place[axis])), Math.max(...places.map((place) => place[axis]))];
  const [[left, right], [top, bottom]] = [range("x"), range("y")];
  return { position: { x: (left + right) / 2, y: (top + bottom) / 2 }, scale: Math.min(width / (right - left + 1), height / (bottom - top + 1)) };
}

function moveTo({ position, scale }, most, animation) {
  network.moveTo({ position, scale: Math.max(0.02, Math.min(scale, most, 1.4)), offset: freeStage().offset, animation });
}

const motion = () => (calm.matches ? false : { duration: 280, easingFunction: "easeInOutQuad" });

/* All that is drawn, with room for labels. */
function showWhole() {
  const free = freeStage();
  if (scope.nodes.length) moveTo(fitting(scope.nodes, free.width - (narrow.matches && !scope.ego ? 120 : 160), free.height - 76), 1.4, false);
}

function zoom(factor) {
  network.moveTo({ scale: network.getScale() * factor, animation: motion() });
}

function openFilters(opened) {
  byId("filters").classList.toggle("open", opened);
  byId("menu").setAttribute("aria-expanded", String(opened));
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

/* vis-network shows the title that a node or edge has when the pointer comes to rest on it. */
function titled(set, id, title) {
  if (set.get(id)) set.update({ id, title });
}

async function start() {
  if (location.hash.length > 1) await readRest();
  const named = openFragment();
  tellShown(scope.nodes.length, scope.edges.length);
  showWhole();
  drawnAt = fontSize();
  byId("panel").hidden = true;
  if (named) choose(chosen, !scope.ego, false);
  else redraw();
}

network.on("beforeDrawing", outline);
network.on("afterDrawing", relabel);
network.once("afterDrawing", () => { window.kgPage.painted = performance.now(); });
network.on("dragEnd", ({ nodes: [moved] }) => moved !== undefined && redraw());
network.on("click", ({ nodes: [node], edges: [edge] }) => {
  if (node !== undefined) selectNode(node, false);
  else if (edge !== undefined) selectEdge(edge, false);
  else close();
});
network.on("doubleClick", ({ nodes: [node] }) => node !== undefined && showEgo(node));
network.on("hoverNode", ({ node }) => titled(nodes, node, nodeTitle(node)));
network.on("hoverEdge", ({ edge }) => titled(edges, edge, edgeTitle(edge)));
for (const [event, kind] of [["hoverNode", "pointer"], ["hoverEdge", "pointer"], ["blurNode", ""], ["blurEdge", ""]])
  network.on(event, () => { byId("graph").style.cursor = kind; });
byId("search").addEventListener("input", look);
byId("search").addEventListener("focus", look);
byId("search").addEventListener("blur", () => showFound([], ""));
byId("search").addEventListener("keydown", onSearchKey);
document.addEventListener("keydown", onKey);
byId("close").addEventListener("click", close);
byId("menu").addEventListener("click", () => openFilters(!byId("filters").classList.contains("open")));
byId("closer").addEventListener("click", () => zoom(1.35));
byId("farther").addEventListener("click", () => zoom(1 / 1.35));
byId("whole").addEventListener("click", showWhole);
byId("back").addEventListener("click", backToCore);
byId("share").addEventListener("click", copyLink);
byId("help").addEventListener("click", () => byId("keys").showModal());
byId("keysClose").addEventListener("click", () => byId("keys").close());
byId("language").addEventListener("click", () => {
  language = language === "zh" ? "en" : "zh";
  translatePage();
  buildFilters();
  hideTooltip();
  changed();
  tell(false);
});
window.addEventListener("hashchange", start);
listenToFilters();
window.kgPage = { network, selectNode, selectEdge };
start();
(window.requestIdleCallback ?? setTimeout)(readRest);
