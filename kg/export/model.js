/* What the page knows: the part that is drawn at first is read at once, the rest when it is first asked for. */
const data = await unpacked("data");
const core = { nodes: Object.keys(data.nodes), edges: Object.keys(data.edges) };
const edgesOf = Object.fromEntries(core.nodes.map((id) => [id, []]));
link(core.edges);
let reading = null;

async function unpacked(id) {
  const element = document.getElementById(id);
  const text = element.textContent;
  element.remove();
  if (element.type === "application/json") return JSON.parse(text);
  if (!window.DecompressionStream) byId("note").textContent = word("tooOld");
  const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).json();
}

function link(ids) {
  for (const id of ids) {
    const { from, to } = data.edges[id];
    edgesOf[from].push(id);
    if (to !== from) edgesOf[to].push(id);
  }
}

async function addRest() {
  const { nodes, edges } = await unpacked("rest");
  for (const id of Object.keys(nodes)) edgesOf[id] = [];
  Object.assign(data.nodes, nodes);
  Object.assign(data.edges, edges);
  link(Object.keys(edges));
}

const readRest = () => (reading ??= addRest());

const isParty = (id) => Object.hasOwn(data.schema.types, data.nodes[id].type) && data.schema.types[data.nodes[id].type].party;
const isJoint = (relation) => Object.hasOwn(data.schema.relations, relation) && data.schema.relations[relation].joint;
const otherEnd = (edge, id) => (data.edges[edge].from === id ? data.edges[edge].to : data.edges[edge].from);
const byPartners = (a, b) => data.nodes[b].partners - data.nodes[a].partners || (a < b ? -1 : 1);

/* Those who sign, build or hold the same as the head of this edge. */
function together(edge) {
  const { from, to, relation, status } = data.edges[edge];
  if (!isJoint(relation) || status === "negated") return [];
  const held = (other) => data.edges[other].to === to && data.edges[other].relation === relation && data.edges[other].status !== "negated";
  return [...new Set(edgesOf[to].filter(held).map((other) => data.edges[other].from))].filter((other) => other !== from);
}

/* The parties that a node works with, each with the number of relations that say so; the closest first. */
function partnersOf(id) {
  const ties = new Map();
  for (const edge of edgesOf[id]) {
    if (data.edges[edge].status === "negated") continue;
    const near = [otherEnd(edge, id), ...(data.edges[edge].from === id ? together(edge) : [])];
    for (const other of near) if (other !== id && isParty(other)) ties.set(other, (ties.get(other) ?? 0) + 1);
  }
  return [...ties].sort((a, b) => b[1] - a[1] || byPartners(a[0], b[0]));
}

/* Neighbours, then those who share an agreement or project with it; at most so many of both, the rest counted. */
const EGO = 120;
function egoOf(id) {
  const near = [...new Set(edgesOf[id].map((edge) => otherEnd(edge, id)))].filter((other) => other !== id).sort(byPartners);
  const beyond = [...new Set(edgesOf[id].filter((edge) => data.edges[edge].from === id).flatMap(together))]
    .filter((other) => other !== id && !near.includes(other)).sort(byPartners);
  const inner = near.slice(0, EGO);
  const outer = beyond.slice(0, EGO - inner.length);
  const nodes = new Set([id, ...inner, ...outer]);
  const edges = [...nodes].flatMap((node) => edgesOf[node]).filter((edge) => nodes.has(data.edges[edge].from) && nodes.has(data.edges[edge].to));
  return { ego: id, inner, outer, nodes: [...nodes], edges: [...new Set(edges)], cut: near.length + beyond.length - inner.length - outer.length };
}

/* Around the node in circles wide enough for the labels; who shares a thing with it stands outside, near the thing. */
function egoPlaces({ ego, inner, outer, edges }) {
  const places = { [ego]: { x: 0, y: 0 } };
  const angle = {};
  const order = [...inner].sort((a, b) => data.nodes[a].type.localeCompare(data.nodes[b].type) || byPartners(a, b));
  const ring = (ids, start) => {
    let [radius, first] = [start, 0];
    while (first < ids.length) {
      const room = Math.floor((radius * 2 * Math.PI) / 150);
      const row = ids.slice(first, first + room);
      row.forEach((id, number) => {
        const turn = ((number + 0.5 * ((radius / 130) % 2)) / row.length) * 2 * Math.PI;
        angle[id] = turn;
        places[id] = { x: radius * 1.35 * Math.cos(turn), y: radius * Math.sin(turn) };
      });
      [radius, first] = [radius + 130, first + room];
    }
    return radius;
  };
  const radius = ring(order, Math.max(220, Math.min(420, (inner.length * 150) / (2 * Math.PI))));
  const anchor = (id) => {
    const turns = edges.filter((edge) => data.edges[edge].from === id).map((edge) => angle[data.edges[edge].to]).filter((turn) => turn !== undefined);
    return turns[0] ?? 0;
  };
  ring([...outer].sort((a, b) => anchor(a) - anchor(b) || byPartners(a, b)), radius + 60);
  return places;
}
