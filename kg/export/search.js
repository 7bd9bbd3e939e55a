const folded = (text) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, "");
let index = null;

/* Names and sounds of all nodes, folded once. */
function searchable() {
  index ??= Object.entries(data.nodes).map(([id, node]) => ({ id, partners: node.partners, sounds: node.sounds,
    names: [node.name, ...node.names].map((name) => ({ name, key: folded(name) })) }));
  return index;
}

const rankOf = (key, wanted) => (key === wanted ? 0 : key.startsWith(wanted) ? 1 : key.includes(wanted) ? 2 : null);

function hitOf(row, wanted, byEar) {
  let best = null;
  for (const { name, key } of row.names) {
    const rank = rankOf(key, wanted);
    if (rank !== null && (best === null || rank < best.rank)) best = { id: row.id, alias: name, rank, partners: row.partners };
  }
  if (best || !byEar) return best;
  const ranks = row.sounds.map((sound) => rankOf(sound, wanted)).filter((rank) => rank !== null);
  return ranks.length ? { id: row.id, alias: row.names[0].name, rank: 3 + Math.min(...ranks), partners: row.partners } : null;
}

function find(query) {
  const wanted = folded(query);
  if (!wanted) return [];
  const byEar = /^[a-z0-9']+$/.test(wanted);
  const hits = searchable().map((row) => hitOf(row, byEar ? wanted.replaceAll("'", "") : wanted, byEar)).filter(Boolean);
  hits.sort((a, b) => a.rank - b.rank || b.partners - a.partners || (a.id < b.id ? -1 : 1));
  return hits;
}

async function look() {
  await readRest();
  const { value } = byId("search");
  if (document.activeElement === byId("search")) showFound(find(value), value);
}

const MOST = 12;
function showFound(hits, query) {
  const list = byId("found");
  list.replaceChildren(...hits.slice(0, MOST).map((hit, number) => foundRow(hit, number)));
  if (hits.length > MOST) list.append(restRow(word("more", hits.length - MOST)));
  if (!hits.length && folded(query)) list.append(restRow(word("none")));
  list.hidden = !list.childElementCount;
  byId("search").setAttribute("aria-expanded", String(!list.hidden));
  byId("search").removeAttribute("aria-activedescendant");
}

/* A line that says something and cannot be chosen. */
function restRow(text) {
  const row = make("li", "empty", text);
  row.setAttribute("role", "option");
  row.setAttribute("aria-disabled", "true");
  return row;
}

function foundRow(hit, number) {
  const node = data.nodes[hit.id];
  const row = make("li", "", mark(node.kind), make("bdi", "", node.name),
    hit.alias === node.name ? "" : make("bdi", "alias", hit.alias));
  row.id = `found-${number}`;
  row.setAttribute("role", "option");
  row.setAttribute("aria-selected", "false");
  row.addEventListener("mousedown", (event) => {
    event.preventDefault();
    take(hit.id);
  });
  row.dataset.node = hit.id;
  return row;
}

function take(id) {
  byId("search").value = "";
  showFound([], "");
  selectNode(id);
}

function step(by) {
  const rows = [...byId("found").querySelectorAll("[data-node]")];
  if (!rows.length) return;
  const now = rows.findIndex((row) => row.getAttribute("aria-selected") === "true");
  const next = rows[(now + by + rows.length + (now < 0 && by < 0 ? 1 : 0)) % rows.length];
  for (const row of rows) row.setAttribute("aria-selected", String(row === next));
  next.scrollIntoView({ block: "nearest" });
  byId("search").setAttribute("aria-activedescendant", next.id);
}

async function onSearchKey(event) {
  if (event.isComposing) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    step(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter") {
    await readRest();
    const row = byId("found").querySelector("[aria-selected=true]") ?? byId("found").querySelector("[data-node]");
    if (row) take(row.dataset.node);
  }
}
