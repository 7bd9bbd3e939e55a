const off = { kinds: new Set(), relations: new Set(), statuses: new Set() };
const filter = { region: "", least: 1, year: null, only: false };
const years = yearsOf(core.edges);
let touching = null;
let playing = 0;

const yearOf = (date) => Number(date.slice(0, 4));

/* One relation in a hundred does not stretch the scale: what is older counts for the first year, what is later is among all years. */
function yearsOf(edges) {
  const found = edges.flatMap((id) => [data.edges[id].first, data.edges[id].last]).filter(Boolean).map((date) => Number(date.slice(0, 4)));
  found.sort((a, b) => a - b);
  const end = found.length - 1;
  return end < 0 ? null : { first: found[Math.floor(end * 0.01)], last: found[Math.ceil(end * 0.99)] };
}

function isInTime(edge) {
  if (filter.year === null) return true;
  if (!edge.first) return false;
  return yearOf(edge.first) <= filter.year && (!filter.only || yearOf(edge.last ?? edge.first) >= filter.year);
}

const isThere = (edge) => !touching || touching.has(edge.from) || touching.has(edge.to);
const passesBut = (edge) =>
  !off.relations.has(edge.relation) && !off.statuses.has(edge.status) && edge.weight >= filter.least && isThere(edge);
const passes = (edge) => passesBut(edge) && isInTime(edge);
const isFiltering = () => filter.region !== "" || filter.least > 1 || filter.year !== null;

/* The parties of a region, and the agreements and projects that they take part in. */
function chooseRegion(region) {
  filter.region = region;
  touching = null;
  if (!region) return;
  const parties = Object.keys(data.nodes).filter((id) => isParty(id) && data.nodes[id].region.startsWith(region));
  const things = parties.flatMap((id) => edgesOf[id].map((edge) => otherEnd(edge, id))).filter((id) => !isParty(id));
  touching = new Set([...parties, ...things]);
}

function tally(values) {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

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
      changed();
    });
    const text = make("span", "name", labelOf(group, name));
    list.append(make("li", "", make("label", "", box, sample(name), text, make("span", "number", String(used.get(name))))));
  }
}

function buildFilters() {
  const drawn = scope.edges.map((id) => data.edges[id]);
  filterList("kinds", tally(scope.nodes.map((id) => data.nodes[id].kind)), mark);
  filterList("relations", tally(drawn.map((edge) => edge.relation)), (name) => stroke(colorOfRelation(name), "done"));
  filterList("statuses", tally(drawn.map((edge) => edge.status)), (name) => stroke("#44525f", name));
  const options = data.regions.map(([name, count]) => new Option(`${name}（${count}）`, name));
  byId("region").replaceChildren(new Option(word("everywhere"), ""), ...options);
  byId("region").value = filter.region;
  const most = Math.min(20, Math.max(1, ...core.edges.map((id) => data.edges[id].weight)));
  byId("weights").hidden = most === 1;
  byId("groups").hidden = data.groups.length === 0;
  byId("least").max = String(most);
  byId("least").value = String(filter.least);
  byId("leastTold").textContent = word("leastOf", filter.least);
  buildYears();
}

/* One step beyond the last year stands for all years, and for what is undated. */
function buildYears() {
  byId("years").hidden = years === null;
  if (!years) return;
  const slider = byId("year");
  [slider.min, slider.max] = [String(years.first), String(years.last + 1)];
  slider.value = String(filter.year ?? years.last + 1);
  byId("only").checked = filter.only;
  const counts = tally(core.edges.map((id) => data.edges[id].first).filter(Boolean).map(yearOf));
  const most = Math.max(...counts.values());
  byId("bars").replaceChildren(...Array.from({ length: years.last - years.first + 2 }, (_, number) => {
    const bar = make("span", "");
    bar.style.height = `${((counts.get(years.first + number) ?? 0) / most) * 100}%`;
    return bar;
  }));
  tellYear();
}

function tellYear() {
  const told = filter.year === null ? word("allYears") : word(filter.only ? "inYear" : "until", filter.year);
  byId("yearTold").textContent = told;
  byId("year").setAttribute("aria-valuetext", told);
  byId("play").setAttribute("aria-label", word(playing ? "pause" : "play"));
  byId("play").classList.toggle("playing", playing !== 0);
  const bars = [...byId("bars").children];
  bars.forEach((bar, number) => {
    const year = years.first + number;
    bar.classList.toggle("lit", filter.year === null || (filter.only ? year === filter.year : year <= filter.year));
  });
}

function chooseYear(year) {
  filter.year = years === null || year === null || year > years.last ? null : Math.max(years.first, year);
  if (years) byId("year").value = String(filter.year ?? years.last + 1);
}

function halt() {
  clearInterval(playing);
  playing = 0;
}

function play() {
  if (!years) return;
  if (playing) {
    halt();
  } else {
    chooseYear(filter.year === null ? years.first : filter.year);
    playing = setInterval(() => {
      chooseYear(filter.year + 1);
      if (filter.year === null) halt();
      changed();
    }, 1100);
  }
  changed();
}

function clearFilters() {
  halt();
  for (const group of Object.values(off)) group.clear();
  Object.assign(filter, { least: 1, only: false });
  chooseRegion("");
  chooseYear(null);
}

function listenToFilters() {
  byId("region").addEventListener("change", async (event) => {
    await readRest();
    chooseRegion(event.target.value);
    changed();
  });
  byId("least").addEventListener("input", (event) => {
    filter.least = Number(event.target.value);
    byId("leastTold").textContent = word("leastOf", filter.least);
    changed();
  });
  byId("year").addEventListener("input", (event) => { halt(); chooseYear(Number(event.target.value)); changed(); });
  byId("only").addEventListener("change", (event) => {
    filter.only = event.target.checked;
    if (filter.only && filter.year === null && years) chooseYear(years.last);
    changed();
  });
  byId("play").addEventListener("click", play);
  byId("outlines").addEventListener("change", () => network.redraw());
  for (const button of [byId("reset"), byId("nothing").querySelector("button")])
    button.addEventListener("click", () => { clearFilters(); buildFilters(); changed(); });
}
