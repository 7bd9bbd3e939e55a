/* The view as a URL fragment: what is chosen, what is filtered out, the year, the language. */
const GROUPS = { kinds: "kind", relations: "relation", statuses: "status" };
let writing = 0;

function fragment() {
  const said = new URLSearchParams();
  if (chosen?.node) said.set("node", chosen.node);
  if (chosen?.edge) said.set("edge", chosen.edge);
  if (chosen?.group !== undefined) said.set("group", String(chosen.group));
  if (scope.ego) said.set("around", scope.ego);
  for (const [group, key] of Object.entries(GROUPS)) if (off[group].size) said.set(`no-${key}`, [...off[group]].sort().join(","));
  if (filter.region) said.set("region", filter.region);
  if (filter.least > 1) said.set("documents", String(filter.least));
  if (filter.year !== null) said.set(filter.only ? "in" : "until", String(filter.year));
  if (language !== "zh") said.set("lang", language);
  return said.toString();
}

/* Written a little later, and once: while years play or a slider moves, the address would change too often. */
function writeFragment() {
  clearTimeout(writing);
  writing = setTimeout(() => {
    const said = fragment();
    if (said !== location.hash.slice(1)) history.replaceState(null, "", said ? `#${said}` : "#");
  }, 120);
}

function readFragment() {
  const said = new URLSearchParams(location.hash.slice(1));
  const number = (key) => (/^\d{1,4}$/.test(said.get(key) ?? "") ? Number(said.get(key)) : null);
  clearFilters();
  for (const [group, key] of Object.entries(GROUPS))
    for (const name of (said.get(`no-${key}`) ?? "").split(",")) if (data.schema.order[group].includes(name)) off[group].add(name);
  if (data.regions.some(([name]) => name === said.get("region"))) chooseRegion(said.get("region"));
  filter.least = Math.min(Math.max(1, number("documents") ?? 1), 20);
  filter.only = number("in") !== null;
  chooseYear(number("in") ?? number("until"));
  language = said.get("lang") === "en" ? "en" : "zh";
  return said;
}

/* Returns whether the fragment names something to look at. */
function openFragment() {
  const said = readFragment();
  const around = said.get("around") ?? "";
  drawScope(Object.hasOwn(data.nodes, around) ? egoOf(around) : null);
  translatePage();
  buildFilters();
  chosen = null;
  const group = said.get("group") ?? "";
  if (/^\d+$/.test(group) && Number(group) < data.groups.length) chosen = { group: Number(group) };
  if (Object.hasOwn(data.edges, said.get("edge") ?? "")) chosen = { edge: said.get("edge") };
  if (Object.hasOwn(data.nodes, said.get("node") ?? "")) chosen = { node: said.get("node") };
  return chosen !== null;
}

async function copyLink() {
  clearTimeout(writing);
  const said = fragment();
  history.replaceState(null, "", said ? `#${said}` : "#");
  let told = "inBar";
  try {
    await navigator.clipboard.writeText(location.href);
    told = "copied";
  } catch {
    told = "inBar";
  }
  notify(word(told));
}

let notified = 0;
function notify(text) {
  byId("note").textContent = text;
  clearTimeout(notified);
  notified = setTimeout(() => { byId("note").textContent = ""; }, 3500);
}
