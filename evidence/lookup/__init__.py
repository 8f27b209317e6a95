"""Asking PubMed, Crossref, Europe PMC and OpenAlex who a source is, and believing no answer that was not compared."""
