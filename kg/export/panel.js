function facts(rows) {
  const list = make("dl", "facts");
  for (const [key, value] of rows) if (value) list.append(make("dt", "", word(key)), make("dd", "", value));
  return list;
}

function chip(status) {
  return make("span", `chip ${status}`, labelOf("statuses", status));
}

function tellNode(id, edgesOf, onEdge) {
  const node = data.nodes[id];
  const name = make("h2", "", make("bdi", "", node.name));
  const list = make("ul", "relations");
  for (const edge of [...edgesOf].sort(byRelationThenDate)) list.append(relationRow(id, edge, onEdge));
  return [
    make("p", "kind", mark(node.kind), labelOf("kinds", node.kind)),
    name,
    facts([
      ["aliases", node.names.join(language === "zh" ? "、" : ", ")],
      ["region", node.region],
      ["partners", String(node.partners)],
      ["documents", word("count", node.documents)],
      ["time", period(node.first, node.last)],
    ]),
    make("h3", "", word("relations"), make("span", "number", String(edgesOf.length))),
    edgesOf.length ? list : make("p", "empty", word("noRelations")),
  ];
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

function relationRow(id, edge, onEdge) {
  const { from, to, relation, status, first, last, weight } = data.edges[edge];
  const inverse = from !== id;
  const tag = make("span", "tag", relationLabel(relation, inverse));
  tag.style.color = colorOfRelation(relation);
  const details = [period(first, last) || word("undated"), word("sources", weight)];
  const row = button(`row ${status}`, () => onEdge(edge),
    make("span", "what", tag, make("bdi", "", data.nodes[inverse ? from : to].name)),
    make("span", "when", details.join(" · "), status === "done" ? "" : chip(status)));
  return make("li", "", row);
}

function tellEdge(id, onNode) {
  const edge = data.edges[id];
  const line = make("p", `kind ${edge.status}`, stroke(colorOfRelation(edge.relation), edge.status),
    relationLabel(edge.relation, false), chip(edge.status));
  const legend = make("p", "legend");
  for (const role of ["head", "trigger", "tail"]) legend.append(make("mark", role, word(role)));
  return [
    line,
    make("h2", "ends", endButton(edge.from, onNode),
      make("span", "arrow", isSymmetric(edge.relation) ? "↔" : "→"), endButton(edge.to, onNode)),
    facts([
      ["time", period(edge.first, edge.last)],
      ["fields", edge.fields.join(language === "zh" ? "、" : ", ")],
      ["documents", word("count", edge.weight)],
      ["confidence", percent(edge.confidence)],
    ]),
    make("h3", "", word("evidence"), make("span", "number", String(edge.evidence.length)), legend),
    ...(edge.evidence.length ? edge.evidence.map(tellEvidence) : [make("p", "empty", word("noEvidence"))]),
  ];
}

const percent = (share) => `${Math.round(share * 100)}%`;

function endButton(id, onNode) {
  return button("end", () => onNode(id), mark(data.nodes[id].kind), make("bdi", "", data.nodes[id].name));
}

function tellEvidence(row) {
  const quote = make("blockquote", "");
  for (const [text, roles] of row.parts) quote.append(roles ? make("mark", roles, text) : text);
  const heading = make("p", "source", make("bdi", "title", row.title || row.document));
  const details = facts([
    ["document", row.document],
    ["published", period(row.published, null)],
    ["time", period(row.date, null) || word("undated")],
    ["fields", row.fields.join(language === "zh" ? "、" : ", ")],
    ["rule", row.rule],
    ["confidence", percent(row.confidence)],
  ]);
  heading.append(chip(row.status));
  return make("article", `evidence ${row.status}`, quote, heading, details);
}
