// Reads a GraphML or GEXF file as Gephi Lite does and prints what it found, as JSON.
const fs = require("node:fs");
const { MultiDirectedGraph } = require("graphology");
const { parse } = process.argv[2].endsWith(".gexf") ? require("graphology-gexf") : require("graphology-graphml");

const graph = parse(MultiDirectedGraph, fs.readFileSync(process.argv[2], "utf-8"));
const nodes = graph.mapNodes((id, data) => ({ id, ...data }));
const edges = graph.mapEdges((id, data, source, target) => ({ id, source, target, ...data }));
process.stdout.write(JSON.stringify({ nodes, edges }));
