const folded = (text) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, "");

function find(query) {
  const wanted = folded(query);
  if (!wanted) return [];
  const hits = [];
  for (const [id, node] of Object.entries(data.nodes)) {
    const alias = [node.name, ...node.names].find((name) => folded(name).includes(wanted));
    if (alias === undefined) continue;
    const rank = folded(alias) === wanted ? 0 : folded(alias).startsWith(wanted) ? 1 : 2;
    hits.push({ id, alias, rank, partners: node.partners });
  }
  hits.sort((a, b) => a.rank - b.rank || b.partners - a.partners || (a.id < b.id ? -1 : 1));
  return hits.slice(0, 12);
}

function showFound(hits, query) {
  const list = byId("found");
  list.replaceChildren(...hits.map((hit, number) => foundRow(hit, number)));
  if (!hits.length && folded(query)) list.append(make("li", "empty", word("none")));
  list.hidden = !list.childElementCount;
  byId("search").ariaExpanded = String(!list.hidden);
  byId("search").removeAttribute("aria-activedescendant");
}

function foundRow(hit, number) {
  const node = data.nodes[hit.id];
  const row = make("li", "", mark(node.kind), make("bdi", "", node.name),
    hit.alias === node.name ? "" : make("bdi", "alias", hit.alias));
  row.id = `found-${number}`;
  row.role = "option";
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
  const rows = [...byId("found").querySelectorAll("[role=option]")];
  if (!rows.length) return;
  const now = rows.findIndex((row) => row.ariaSelected === "true");
  const next = rows[(now + by + rows.length + (now < 0 && by < 0 ? 1 : 0)) % rows.length];
  for (const row of rows) row.ariaSelected = String(row === next);
  next.scrollIntoView({ block: "nearest" });
  byId("search").setAttribute("aria-activedescendant", next.id);
}

function onSearchKey(event) {
  if (event.isComposing) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    step(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter") {
    const row = byId("found").querySelector("[aria-selected=true]") ?? byId("found").querySelector("[role=option]");
    if (row) take(row.dataset.node);
  }
}
