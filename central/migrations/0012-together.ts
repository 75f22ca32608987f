import type { Migration } from './migrations'

/**
 * The locks of several stations and everything their operations look at, in one call. Stations first, in the order of
 * their locks' numbers, then people as \`open_book\` does it: whoever works alone locks in the same order (ADR 16).
 */
const openWork = `create function open_work(asked jsonb) returns jsonb language plpgsql as $$
declare
  stations text[] := array(select s from jsonb_array_elements_text(asked -> 'stations') s order by hashtext(s), s);
  one text;
begin
  foreach one in array stations loop
    perform pg_advisory_xact_lock(1, hashtext(one));
  end loop;
  return jsonb_build_object(
    'stations', (select coalesce(jsonb_agg(jsonb_build_object(
        'id', s.id, 'epoch', s.epoch, 'key_id', s.key_id, 'next_dispatch', s.next_dispatch, 'link', s.link)), '[]')
      from station s where s.id = any (stations)),
    'book', open_book(asked));
end $$`

/** Keeps the work of several stations' batches, each station's once, besides what it kept before. */
const keepWork = `create or replace function keep_work(work jsonb) returns void language plpgsql as $$
declare
  s record;
  newest bigint;
begin
  if work ? 'batch' then
    -- as an instance of the version before says it
    work := work || jsonb_build_object('batches', jsonb_build_array(
      (work -> 'batch') || jsonb_build_object('link', work -> 'advance' -> 'link', 'items', work -> 'items')));
  end if;
  if work ? 'batches' then
    with given as (
      select b.* from jsonb_to_recordset(work -> 'batches') as b(station text, epoch integer, first bigint, last bigint,
        jws text, arrived_at bigint, items jsonb)
    ), arrived as (
      insert into batch (station, epoch, first, last, jws, arrived_at)
        select g.station, g.epoch, g.first, g.last, g.jws, g.arrived_at from given g
        returning id, station, epoch)
    insert into batch_item (station, epoch, dispatch, batch_id, operation_id, payload_hash, records_hash, records, link)
      select g.station, g.epoch, i.dispatch, a.id, i.operation_id, i.payload_hash, i.records_hash, i.records, i.link
      from given g join arrived a on a.station = g.station and a.epoch = g.epoch,
        jsonb_to_recordset(g.items) as i(dispatch bigint, operation_id uuid, payload_hash text,
          records_hash text, records jsonb, link text);
  end if;
  if work ? 'operations' then
    insert into operation (id, station, epoch, dispatch, kind, payload, payload_hash, arrived_at, outcome, opens_at)
      select o.id, o.station, o.epoch, o.dispatch, o.kind, o.payload, o.payload_hash, o.arrived_at, o.outcome, o.opens_at
      from jsonb_to_recordset(work -> 'operations') as o(id uuid, station text, epoch integer, dispatch bigint,
        kind text, payload text, payload_hash text, arrived_at bigint, outcome jsonb, opens_at bigint);
  end if;
  if work ? 'outcomes' then
    update operation o set outcome = u.outcome, opens_at = u.opens_at
      from jsonb_to_recordset(work -> 'outcomes') as u(id uuid, outcome jsonb, opens_at bigint) where o.id = u.id;
  end if;
  if work ? 'accounts' then
    insert into account (id, kind, member_id, floor_fen)
      select a.id, a.kind, a.member_id, a.floor_fen
      from jsonb_to_recordset(work -> 'accounts') as a(id text, kind text, member_id text, floor_fen bigint)
      order by a.id on conflict do nothing;
  end if;
  if work ? 'wallets' then
    insert into wallet (member_id, account_id, place_of_use, phone, phone_owner, opened_at, opened_by)
      select w.member_id, w.account_id, w.place_of_use, w.phone, w.phone_owner, w.opened_at, w.opened_by
      from jsonb_to_recordset(work -> 'wallets') as w(member_id text, account_id text, place_of_use text, phone text,
        phone_owner text, opened_at bigint, opened_by uuid);
  end if;
  if work ? 'places' then
    insert into wallet_place (member_id, place_of_use, since_at, operation_id)
      select p.member_id, p.place_of_use, p.since_at, p.operation_id
      from jsonb_to_recordset(work -> 'places')
        as p(member_id text, place_of_use text, since_at bigint, operation_id uuid);
    update wallet w set place_of_use = p.place_of_use
      from (select distinct on (p.member_id) p.member_id, p.place_of_use
        from rows from (jsonb_to_recordset(work -> 'places') as (member_id text, place_of_use text))
          with ordinality as p(member_id, place_of_use, n)
        order by p.member_id, p.n desc) p
      where w.member_id = p.member_id and w.place_of_use <> p.place_of_use;
  end if;
  if work ? 'transfers' then
    insert into transfer (id, station, payer_id, payee_id, party, source, amount_fen, state, sent_at, deadline_at,
        settled_at, held_in)
      select t.id, t.station, t.payer_id, t.payee_id, t.party, t.source, t.amount_fen, t.state, t.sent_at,
        t.deadline_at, t.settled_at, t.held_in
      from jsonb_to_recordset(work -> 'transfers') as t(id uuid, station text, payer_id text, payee_id text, party text,
        source text, amount_fen bigint, state text, sent_at bigint, deadline_at bigint, settled_at bigint, held_in text);
    insert into payee_payer (payee_id, payer_id, last_sent_at)
      select t.payee_id, t.payer_id, max(t.sent_at)
      from jsonb_to_recordset(work -> 'transfers') as t(payer_id text, payee_id text, sent_at bigint)
      where t.payee_id is not null group by t.payee_id, t.payer_id
      on conflict (payee_id, payer_id) do update set last_sent_at = excluded.last_sent_at;
    insert into exchange_message (transfer_id, state, next_at)
      select t.id, 'to-send', t.sent_at
      from jsonb_to_recordset(work -> 'transfers') as t(id uuid, party text, sent_at bigint)
      where t.party = 'elsewhere';
  end if;
  if work ? 'settled' then
    update transfer t set state = u.state, settled_at = u.at
      from jsonb_to_recordset(work -> 'settled') as u(id uuid, state text, at bigint) where t.id = u.id;
    update operation o set outcome = jsonb_set(o.outcome, '{receipt}', to_jsonb(u.state))
      from jsonb_to_recordset(work -> 'settled') as u(id uuid, state text) where o.id = u.id;
  end if;
  if work ? 'premiums' then
    update premium p set state = u.state, channel = u.channel, payer_account = u.payer_account,
        operation_id = u.operation_id, changed_at = u.changed_at
      from jsonb_to_recordset(work -> 'premiums') as u(person_id text, year integer, state text, channel text,
        payer_account text, operation_id uuid, changed_at bigint)
      where p.person_id = u.person_id and p.year = u.year;
  end if;
  if work ? 'relations' then
    insert into relation (member_id, other_number, relation, commitment, operation_id, at)
      select r.member_id, r.other_number, r.relation, r.commitment, r.operation_id, r.at
      from jsonb_to_recordset(work -> 'relations') as r(member_id text, other_number text, relation text,
        commitment text, operation_id uuid, at bigint);
  end if;
  if work ? 'agents' then
    insert into agent_member (agent_number, day, member_id)
      select g.agent_number, g.day, g.member_id
      from jsonb_to_recordset(work -> 'agents') as g(agent_number text, day text, member_id text)
      on conflict do nothing;
  end if;
  if work ? 'incidents' then
    insert into incident (at, station, kind, operation_id, details)
      select i.at, i.station, i.kind, i.operation_id, i.details
      from jsonb_to_recordset(work -> 'incidents')
        as i(at bigint, station text, kind text, operation_id uuid, details jsonb);
  end if;
  if work ? 'entries' then
    perform post_entries(work -> 'entries');
  end if;
  -- last: the stations' rows, in id order, each once
  for s in
    select n.station, n.changes, b.epoch, b.first, b.last, b.link
    from (
      select l.station, count(*) filter (where l.change) as changes
      from (
        select e.value ->> 'station' as station, true as change from jsonb_array_elements(work -> 'news') e
        union all select e.value ->> 'station', false from jsonb_array_elements(work -> 'batches') e
      ) l group by l.station
    ) n
    left join jsonb_to_recordset(work -> 'batches')
      as b(station text, epoch integer, first bigint, last bigint, link text) on b.station = n.station
    order by n.station
  loop
    update station set change_number = change_number + s.changes,
        next_dispatch = coalesce(s.last + 1, next_dispatch), link = coalesce(s.link, link)
      where id = s.station and (s.epoch is null or (epoch = s.epoch and next_dispatch = s.first))
      returning change_number - s.changes into newest;
    if not found then
      raise exception 'station % moved on meanwhile', s.station using errcode = '40001';
    end if;
    insert into change (station, number, operation_id, type, receipt, outcome, at)
      select s.station, newest + row_number() over (order by e.ordinality),
        (e.value ->> 'operation_id')::uuid, e.value ->> 'type', e.value ->> 'receipt',
        nullif(e.value -> 'outcome', 'null'), (e.value ->> 'at')::bigint
      from jsonb_array_elements(work -> 'news') with ordinality e
      where e.value ->> 'station' = s.station;
  end loop;
end $$`

/**
 * Its look-ups are by key whatever is asked, and planning them anew for each call took five times as long as running them
 * (1.25 against 0.25 ms, measured). A plan made while a table was small must not read all of it when it has grown.
 */
const planOnce = [
  `alter function open_book(jsonb) set plan_cache_mode = 'force_generic_plan'`,
  `alter function open_book(jsonb) set enable_seqscan = off`,
]

/** Batches of several stations in one transaction. */
export const migration0012: Migration = {
  name: '0012-together',
  statements: [openWork, keepWork, ...planOnce],
}
