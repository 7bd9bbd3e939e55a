function facts(rows) {
  const list = make("dl", "facts");
  for (const [key, value] of rows) if (value) list.append(make("dt", "", word(key)), make("dd", "", value));
  return list;
}

function chip(status) {
  return make("span", `chip ${status}`, labelOf("statuses", status));
}

const comma = () => (language === "zh" ? "、" : ", ");

/* A part of the card that can be folded; long lists show their beginning first. */
const FEW = 8;
function section(key, rows, open = true, classes = "relations") {
  if (!rows.length) return null;
  const list = make("ul", classes, ...rows.slice(0, FEW));
  const part = make("details", "part", make("summary", "", word(key), make("span", "number", String(rows.length))), list);
  part.open = open;
  if (rows.length > FEW) {
    const more = button("more", () => { list.append(...rows.slice(FEW)); more.remove(); rows[FEW].querySelector("button")?.focus(); },
      word("more", rows.length - FEW));
    part.append(more);
  }
  return part;
}

function tellNode(id, act) {
  const node = data.nodes[id];
  const around = [...edgesOf[id]].sort(byRelationThenDate);
  const group = groupOf[id];
  const agreements = around.filter((edge) => data.edges[edge].from === id && data.nodes[data.edges[edge].to].type === "instrument");
  const partners = partnersOf(id).map(([other, ties]) => make("li", "", button("row", () => act.node(other),
    make("span", "what", mark(data.nodes[other].kind), make("bdi", "", data.nodes[other].name), make("span", "number", `×${ties}`)))));
  return [
    make("p", "kind", mark(node.kind), labelOf("kinds", node.kind)),
    make("h2", "", make("bdi", "", node.name)),
    facts([
      ["aliases", node.names.join(comma())],
      ["region", node.region],
      ["partners", String(node.partners)],
      ["documents", word("count", node.documents)],
      ["time", period(node.first, node.last)],
      ["group", group === undefined ? "" : button("link", () => act.group(group), groupName(group))],
    ]),
    button("plain ego", () => act.ego(id), word("ego")),
    section("partners", partners),
    section("agreements", agreements.map((edge) => agreementRow(edge, act))),
    timeline(id, around, act),
    section("relations", around.map((edge) => relationRow(id, edge, act))) ?? make("p", "empty", word("noRelations")),
  ].filter(Boolean);
}

const groupName = (group) => word("groupOf", short(data.nodes[[...data.groups[group]].sort(byPartners)[0]].name, 24), data.groups[group].length);

function tellGroup(group, act) {
  const members = [...data.groups[group]].sort(byPartners);
  const row = (id) => make("li", "", button("row", () => act.node(id),
    make("span", "what", mark(data.nodes[id].kind), make("bdi", "", data.nodes[id].name), make("span", "number", String(data.nodes[id].partners)))));
  return [make("p", "kind", word("group")), make("h2", "", make("bdi", "", groupName(group))), section("members", members.map(row))];
}

function byRelationThenDate(one, other) {
  const [a, b] = [data.edges[one], data.edges[other]];
  const order = data.schema.order.relations;
  return (
    order.indexOf(a.relation) - order.indexOf(b.relation) ||
    (b.last ?? "").localeCompare(a.last ?? "") ||
    (one < other ? -1 : 1)
  );
}

function relationRow(id, edge, act) {
  const { from, to, relation, status, first, last, weight } = data.edges[edge];
  const inverse = from !== id;
  const details = [period(first, last) || word("undated"), word("sources", weight)];
  const row = button(`row ${status}`, () => act.edge(edge),
    make("span", "what", stroke(colorOfRelation(relation), status), make("span", "tag", relationLabel(relation, inverse)),
      make("bdi", "", data.nodes[inverse ? from : to].name)),
    make("span", "when", details.join(" · "), status === "done" ? "" : chip(status)));
  return make("li", "", row);
}

function agreementRow(edge, act) {
  const { to, first, last, status, fields } = data.edges[edge];
  const others = together(edge).map((id) => short(data.nodes[id].name, 40)).join(comma());
  const when = [period(first, last) || word("undated"), fields.slice(0, 4).map((field) => short(field, 20)).join(comma())];
  return make("li", "", button(`row ${status}`, () => act.edge(edge),
    make("span", "what", mark("instrument"), make("bdi", "", data.nodes[to].name)),
    others ? make("span", "with", make("bdi", "", others)) : null,
    make("span", "when", when.filter(Boolean).join(" · "), status === "done" ? "" : chip(status))));
}

function timeline(id, around, act) {
  const dated = around.filter((edge) => data.edges[edge].first);
  dated.sort((a, b) => data.edges[b].first.localeCompare(data.edges[a].first) || byRelationThenDate(a, b));
  const rows = dated.map((edge) => {
    const { relation, status, first, last } = data.edges[edge];
    const inverse = data.edges[edge].from !== id;
    const dot = make("span", "dot");
    dot.style.backgroundColor = colorOfRelation(relation);
    return make("li", "", button(`row ${status}`, () => act.edge(edge), dot, make("time", "", period(first, last)),
      make("span", "what", make("span", "tag", relationLabel(relation, inverse)), make("bdi", "", data.nodes[otherEnd(edge, id)].name))));
  });
  return section("timeline", rows, true, "timeline");
}

function tellEdge(id, act) {
  const edge = data.edges[id];
  const line = make("p", `kind ${edge.status}`, stroke(colorOfRelation(edge.relation), edge.status),
    relationLabel(edge.relation, false), chip(edge.status));
  const legend = make("p", "legend");
  for (const role of ["head", "trigger", "tail"]) legend.append(make("mark", role, word(role)));
  return [
    line,
    make("h2", "ends", endButton(edge.from, act),
      make("span", "arrow", isSymmetric(edge.relation) ? "↔" : "→"), endButton(edge.to, act)),
    facts([
      ["time", period(edge.first, edge.last)],
      ["fields", edge.fields.join(comma())],
      ["documents", word("count", edge.weight)],
      ["confidence", percent(edge.confidence)],
    ]),
    make("h3", "", word("evidence"), make("span", "number", String(edge.evidence.length)), legend),
    ...(edge.evidence.length ? edge.evidence.map(tellEvidence) : [make("p", "empty", word("noEvidence"))]),
  ];
}

const percent = (share) => `${Math.round(share * 100)}%`;

function endButton(id, act) {
  return button("end", () => act.node(id), mark(data.nodes[id].kind), make("bdi", "", data.nodes[id].name));
}

function tellEvidence(row) {
  const quote = make("blockquote", "");
  for (const [text, roles] of row.parts) quote.append(roles ? make("mark", roles, text) : text);
  const heading = make("p", "source", make("bdi", "title", row.title || row.document));
  const details = facts([
    ["document", row.document],
    ["published", period(row.published, null)],
    ["time", period(row.date, null) || word("undated")],
    ["fields", row.fields.join(comma())],
    ["rule", row.rule],
    ["confidence", percent(row.confidence)],
  ]);
  heading.append(chip(row.status));
  return make("article", `evidence ${row.status}`, quote, heading, details);
}
