/* Everything that a mouse does can be done by keys: on the graph arrows walk from node to node. */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function onKey(event) {
  const target = event.target;
  const typing = target instanceof HTMLInputElement && target.type === "search";
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || byId("keys").open) return;
  if (event.key === "Escape") return leave();
  if (typing || target instanceof HTMLSelectElement) return;
  if (event.key === "/") {
    event.preventDefault();
    byId("search").focus();
  } else if (event.key === "?") {
    byId("keys").showModal();
  } else if (target === byId("graph") || target === document.body) {
    onGraphKey(event);
  }
}

function leave() {
  if (!byId("found").hidden) showFound([], "");
  else if (byId("filters").classList.contains("open")) openFilters(false);
  else if (chosen) close();
  else if (scope.ego) backToCore();
}

function onGraphKey(event) {
  const acts = { "+": () => zoom(1.35), "=": () => zoom(1.35), "-": () => zoom(1 / 1.35), 0: showWhole, " ": play,
    e: () => chosen?.node && showEgo(chosen.node), enter: () => (chosen ? byId("told").focus() : walk([0, 0])) };
  const act = ARROWS[event.key] ? () => walk(ARROWS[event.key]) : acts[event.key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  act();
}

/* To the nearest shown node that way; from nowhere, to the one with most partners. */
function walk([dx, dy]) {
  const shown = scope.nodes.filter(showsNode);
  if (!shown.length) return;
  const from = chosen?.node ?? (chosen?.edge && data.edges[chosen.edge].from);
  if (!from) return selectNode([...shown].sort(byPartners)[0], true, false);
  const here = network.getPosition(from);
  const cost = (id) => {
    const { x, y } = network.getPosition(id);
    const [along, aside] = [(x - here.x) * dx + (y - here.y) * dy, Math.abs((x - here.x) * dy) + Math.abs((y - here.y) * dx)];
    return along > 1 ? along + aside * 2 : Infinity;
  };
  const [next, least] = shown.reduce(([best, lowest], id) => (cost(id) < lowest ? [id, cost(id)] : [best, lowest]), [null, Infinity]);
  if (least < Infinity) selectNode(next, true, false);
}
