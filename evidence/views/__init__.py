"""Ways to look at a library: graph, questions, tables, pictures, report. Every view leaves its library as it was."""
