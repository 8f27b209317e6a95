"""Tables, schemas and page templates that ship with the package; README.md says where each is from."""
