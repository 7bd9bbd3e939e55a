"""Files made from the graph: GraphML for Gephi, tables for spreadsheets, one offline page for the browser."""
