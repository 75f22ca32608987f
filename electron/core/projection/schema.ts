/**
 * The projection's tables: folded from the journal, thrown away and folded again at will. Columns are what is searched.
 * `first_day` and `last_day` are business days: a row is about everything between them (see `purge-rows.ts`).
 */
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
  app_run TEXT NOT NULL,
  first_day TEXT NOT NULL,
  last_day TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX visit_state ON visit (state, changed_at);
CREATE INDEX visit_member ON visit (id_number, opened_at);
CREATE INDEX visit_day ON visit (first_day);

CREATE TABLE visit_help (
  visit_id TEXT PRIMARY KEY,
  agent TEXT,
  agent_at INTEGER,
  own_income INTEGER NOT NULL,
  cannot_answer INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE attachment (
  id TEXT PRIMARY KEY,
  visit_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  content TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  key TEXT NOT NULL,
  kept_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE operation (
  id TEXT PRIMARY KEY,
  visit_id TEXT NOT NULL,
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
  operation TEXT NOT NULL,
  dispute TEXT,
  first_day TEXT NOT NULL,
  last_day TEXT NOT NULL,
  typed INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX operation_state ON operation (state, taken);
CREATE INDEX operation_visit ON operation (visit_id, state, taken);
CREATE INDEX operation_member ON operation (id_number, taken_at);
CREATE INDEX operation_kind ON operation (kind, taken_at);
CREATE INDEX operation_day ON operation (first_day);

CREATE TABLE words (
  operation_id TEXT NOT NULL,
  words_hash TEXT NOT NULL,
  words TEXT NOT NULL,
  PRIMARY KEY (operation_id, words_hash)
) WITHOUT ROWID;

CREATE TABLE member_facts (
  id_number TEXT NOT NULL,
  day TEXT NOT NULL,
  heard_at INTEGER NOT NULL,
  facts TEXT NOT NULL,
  PRIMARY KEY (id_number, day)
) WITHOUT ROWID;

CREATE TABLE slip (
  operation_id TEXT NOT NULL,
  copy INTEGER NOT NULL,
  title TEXT NOT NULL,
  file TEXT NOT NULL,
  printed_at INTEGER NOT NULL,
  PRIMARY KEY (operation_id, copy)
) WITHOUT ROWID;

CREATE TABLE side_slip (
  operation_id TEXT NOT NULL,
  slip TEXT NOT NULL,
  copy INTEGER NOT NULL,
  title TEXT NOT NULL,
  file TEXT NOT NULL,
  printed_at INTEGER NOT NULL,
  PRIMARY KEY (operation_id, slip, copy)
) WITHOUT ROWID;

CREATE TABLE unprinted (operation_id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE told (
  operation_id TEXT PRIMARY KEY,
  how TEXT NOT NULL,
  tries INTEGER NOT NULL,
  at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE member (
  number INTEGER PRIMARY KEY,
  id_number TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  seen_at INTEGER NOT NULL
);
CREATE INDEX member_name ON member (name);
CREATE TABLE member_initials (
  initials TEXT NOT NULL,
  member INTEGER NOT NULL,
  PRIMARY KEY (initials, member)
) WITHOUT ROWID;
CREATE INDEX member_initials_member ON member_initials (member);
CREATE VIRTUAL TABLE member_characters USING fts4 (characters, tokenize=simple);

CREATE TABLE look (
  id TEXT PRIMARY KEY,
  id_number TEXT NOT NULL,
  clerk TEXT NOT NULL,
  how TEXT NOT NULL,
  at INTEGER NOT NULL,
  day TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX look_member ON look (id_number, at);
CREATE TABLE cardless_look (
  id TEXT PRIMARY KEY,
  id_number TEXT NOT NULL,
  name TEXT NOT NULL,
  clerk TEXT NOT NULL,
  reason TEXT NOT NULL,
  said TEXT NOT NULL,
  at INTEGER NOT NULL,
  told INTEGER,
  first_day TEXT NOT NULL,
  last_day TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX cardless_look_day ON cardless_look (first_day);
CREATE TABLE story (
  operation_id TEXT NOT NULL,
  frame INTEGER NOT NULL,
  at INTEGER NOT NULL,
  type TEXT NOT NULL,
  who TEXT,
  detail TEXT NOT NULL,
  PRIMARY KEY (operation_id, frame)
) WITHOUT ROWID;
CREATE TABLE told_beforehand (
  id TEXT PRIMARY KEY,
  visit_id TEXT NOT NULL,
  clerk TEXT NOT NULL,
  slip TEXT NOT NULL,
  kind TEXT NOT NULL,
  reasons TEXT NOT NULL,
  at INTEGER NOT NULL,
  day TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE leaflet (
  file TEXT PRIMARY KEY,
  leaflet TEXT NOT NULL,
  title TEXT NOT NULL,
  clerk TEXT NOT NULL,
  printed_at INTEGER NOT NULL,
  day TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE complaint (
  id TEXT PRIMARY KEY,
  number TEXT NOT NULL,
  institution TEXT,
  name TEXT NOT NULL,
  region TEXT,
  said TEXT NOT NULL,
  clerk TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  handed_on TEXT,
  first_day TEXT NOT NULL,
  last_day TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE day_comparison (
  id TEXT PRIMARY KEY,
  at INTEGER NOT NULL,
  content TEXT NOT NULL,
  first_day TEXT NOT NULL,
  last_day TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE day_close (
  id TEXT PRIMARY KEY,
  at INTEGER NOT NULL,
  content TEXT NOT NULL,
  first_day TEXT NOT NULL,
  last_day TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE purged_operation (
  id TEXT PRIMARY KEY,
  day TEXT NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  receipt TEXT,
  taken INTEGER,
  dispatch INTEGER,
  link TEXT,
  told_day TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX purged_operation_dispatch ON purged_operation (dispatch);
CREATE TABLE purged_day (day TEXT PRIMARY KEY, told_day TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE epoch (
  epoch INTEGER PRIMARY KEY,
  prefix TEXT NOT NULL,
  first_link TEXT NOT NULL,
  first_taken INTEGER NOT NULL
);
CREATE TABLE rule_pack (
  number INTEGER PRIMARY KEY,
  valid_from TEXT NOT NULL,
  content TEXT NOT NULL,
  jws TEXT NOT NULL
);
CREATE TABLE centre_keys (jws TEXT PRIMARY KEY, number INTEGER NOT NULL, in_use INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE record (
  operation_id TEXT NOT NULL,
  place INTEGER NOT NULL,
  record TEXT NOT NULL,
  PRIMARY KEY (operation_id, place)
) WITHOUT ROWID;
CREATE TABLE earlier_number (dispatch INTEGER PRIMARY KEY, operation_id TEXT NOT NULL, link TEXT NOT NULL);
CREATE TABLE withdrawal (operation_id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE parked_change (number INTEGER PRIMARY KEY, change TEXT NOT NULL);
CREATE TABLE remote_act (
  place INTEGER PRIMARY KEY,
  operation_id TEXT NOT NULL,
  act TEXT NOT NULL,
  actor TEXT NOT NULL,
  at INTEGER NOT NULL,
  seen INTEGER NOT NULL,
  by_name TEXT
);
CREATE TABLE sign_in (
  clerk TEXT PRIMARY KEY,
  day TEXT NOT NULL,
  failures INTEGER NOT NULL,
  last_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE day_tally (
  day TEXT NOT NULL,
  type TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (day, type)
) WITHOUT ROWID;

CREATE TABLE station (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  taken INTEGER NOT NULL,
  dispatch INTEGER NOT NULL,
  link TEXT,
  cursor INTEGER NOT NULL,
  app_run TEXT NOT NULL,
  opened_day TEXT NOT NULL,
  session TEXT,
  archived_through TEXT,
  archive_told_day TEXT,
  purged_visits INTEGER NOT NULL,
  clerks TEXT,
  clerks_at INTEGER,
  pack_noted INTEGER NOT NULL,
  pack_noted_by TEXT,
  fetched INTEGER,
  stopped TEXT
);
INSERT INTO station VALUES (1, 0, 0, NULL, 0, '', '', NULL, NULL, NULL, 0, NULL, NULL, 0, NULL, NULL, NULL);
`

/** Every table whose rows are the projection's content, each with the order that makes two of them comparable. */
export const contentTables: readonly (readonly [string, string])[] = [
  ['visit', '*'],
  ['visit_help', '*'],
  ['attachment', '*'],
  ['operation', '*'],
  ['words', '*'],
  ['member_facts', '*'],
  ['slip', '*'],
  ['side_slip', '*'],
  ['unprinted', '*'],
  ['told', '*'],
  ['member', 'id_number, name, seen_at'],
  ['look', '*'],
  ['story', '*'],
  ['told_beforehand', '*'],
  ['leaflet', '*'],
  ['complaint', '*'],
  ['day_comparison', '*'],
  ['day_close', '*'],
  ['purged_operation', '*'],
  ['purged_day', '*'],
  ['epoch', '*'],
  ['rule_pack', '*'],
  ['centre_keys', '*'],
  ['record', '*'],
  ['earlier_number', '*'],
  ['withdrawal', '*'],
  ['parked_change', '*'],
  ['remote_act', '*'],
  ['sign_in', '*'],
  ['day_tally', '*'],
  ['station', '*'],
]
