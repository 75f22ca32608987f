/** The projection's tables: folded from the journal, thrown away and folded again at will. Columns are what is searched. */
export const schema = `
CREATE TABLE visit (
  id TEXT PRIMARY KEY,
  id_number TEXT NOT NULL,
  person TEXT NOT NULL,
  evidence TEXT NOT NULL,
  read_id TEXT NOT NULL UNIQUE,
  opened_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'parked', 'ended')),
  confirmed_at INTEGER,
  app_run TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX visit_state ON visit (state, changed_at);

CREATE TABLE operation (
  id TEXT PRIMARY KEY,
  visit_id TEXT NOT NULL REFERENCES visit (id),
  id_number TEXT NOT NULL,
  member_name TEXT NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  taken INTEGER UNIQUE,
  taken_at INTEGER,
  dispatch INTEGER UNIQUE,
  link TEXT,
  amount_fen INTEGER,
  canonical TEXT,
  changed_at INTEGER NOT NULL,
  operation TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX operation_state ON operation (state, taken);
CREATE INDEX operation_visit ON operation (visit_id);
CREATE INDEX operation_member ON operation (id_number, taken_at);
CREATE INDEX operation_day ON operation (kind, taken_at);

CREATE TABLE words (
  operation_id TEXT NOT NULL,
  words_hash TEXT NOT NULL,
  words TEXT NOT NULL,
  PRIMARY KEY (operation_id, words_hash)
) WITHOUT ROWID;

CREATE TABLE member_facts (
  id_number TEXT PRIMARY KEY,
  as_of INTEGER NOT NULL,
  facts TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE slip (
  operation_id TEXT NOT NULL,
  copy INTEGER NOT NULL,
  title TEXT NOT NULL,
  file TEXT NOT NULL,
  printed_at INTEGER NOT NULL,
  PRIMARY KEY (operation_id, copy)
) WITHOUT ROWID;

CREATE TABLE station (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  taken INTEGER NOT NULL,
  dispatch INTEGER NOT NULL,
  cursor INTEGER NOT NULL,
  app_run TEXT NOT NULL,
  session TEXT
);
INSERT INTO station VALUES (1, 0, 0, 0, '', NULL);
`
