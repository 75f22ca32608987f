import type { Migration } from './migrations'

/**
 * A connection plans a function's statements once and keeps the plans. What was planned while a table was small must
 * still read by key when it has grown a thousandfold before anybody counted it anew (ADR 21). So none of these statements
 * leaves the planner a second way: no reading of whole tables, no join that could read one side in order, no sorting of
 * a union that another index would save, and \`offset 0\` where one person's rows are to be fetched by that person's key.
 */
const byKey = `set enable_seqscan = off set plan_cache_mode = force_generic_plan`

/** As before; a transfer is told once whoever of its people is asked for. */
const openBook = `create or replace function open_book(asked jsonb) returns jsonb language plpgsql ${byKey} as $$
declare
  numbers text[] := array(select jsonb_array_elements_text(asked -> 'numbers'));
  moved uuid[] := array(select jsonb_array_elements_text(asked -> 'transfers')::uuid);
  operations uuid[] := array(select jsonb_array_elements_text(asked -> 'operations')::uuid);
  clerks text[] := array(select jsonb_array_elements_text(asked -> 'clerks'));
  phones text[] := array(select jsonb_array_elements_text(asked -> 'phones') order by 1);
  years integer[] := array(select jsonb_array_elements_text(asked -> 'years')::integer);
  agents text[] := array(select jsonb_array_elements_text(asked -> 'agents'));
  since bigint := (asked ->> 'since')::bigint;
  named text[] := array(select m.id from member m where m.id_number = any (numbers));
  parties text[] := array(
    select unnest(array[t.payer_id, t.payee_id]) from transfer t where t.id = any (moved));
  people text[] := array(select distinct id from unnest(named || parties) id where id is not null);
  phone text;
begin
  if (asked ->> 'lock')::boolean then
    foreach phone in array phones loop
      perform pg_advisory_xact_lock(2, hashtext(phone));
    end loop;
    perform 1 from member m where m.id = any (people) order by m.id for no key update;
  end if;
  return jsonb_build_object(
    'members', (select coalesce(jsonb_agg(to_jsonb(m)), '[]') from member m where m.id = any (people)),
    'accounts', (select coalesce(jsonb_agg(jsonb_build_array(a.id, a.balance_fen, a.floor_fen)), '[]')
      from account a where a.member_id = any (people)),
    'wallets', (select coalesce(jsonb_agg(jsonb_build_array(w.member_id, w.place_of_use, w.phone)), '[]')
      from wallet w where w.member_id = any (people)),
    'transfers', (select coalesce(jsonb_agg(to_jsonb(t) || jsonb_build_object('payer_name',
        (select p.name from member p where p.id = t.payer_id)) order by t.sent_at, t.id), '[]')
      from (
        select o.* from unnest(people) one, lateral (
          select * from transfer where payer_id = one and sent_at >= since offset 0) o
        union all select o.* from unnest(people) one, lateral (
          select * from transfer where payer_id = one and settled_at is null and sent_at < since offset 0) o
        union all select o.* from unnest(people) one, lateral (
          select * from transfer where payee_id = one and state = 'pending' and payer_id <> all (people) offset 0) o
        union all select * from transfer o
          where o.id = any (moved) and o.settled_at is not null and o.sent_at < since
      ) t),
    'operations', (select coalesce(jsonb_agg(jsonb_build_array(o.id, o.payload_hash, o.outcome)), '[]')
      from operation o where o.id = any (operations)),
    'phones', (select coalesce(jsonb_agg(jsonb_build_array(w.phone, w.wallets)), '[]')
      from (select w.phone, count(*) as wallets from wallet w where w.phone = any (phones) group by w.phone) w),
    'relations', (select coalesce(jsonb_agg(jsonb_build_array(r.member_id, r.other_number, r.relation, r.commitment) order by r.at), '[]')
      from relation r where r.member_id = any (people) and r.other_number = any (numbers)),
    'clerks', (select coalesce(jsonb_agg(jsonb_build_array(c.clerk, c.id_number)), '[]')
      from clerk_relation c where c.clerk = any (clerks) and c.id_number = any (numbers)),
    'payers', (select coalesce(jsonb_agg(jsonb_build_array(p.payee_id, p.payer_id)), '[]')
      from unnest(people) one, lateral (
        select y.payee_id, y.payer_id from payee_payer y
        where y.payee_id = one and y.last_sent_at >= (asked ->> 'payersSince')::bigint limit 20) p),
    'agents', (select coalesce(jsonb_agg(jsonb_build_array(g.agent_number, g.member_id)), '[]')
      from agent_member g where g.agent_number = any (agents) and g.day = asked ->> 'day'),
    'premiums', (select coalesce(jsonb_agg(to_jsonb(r)), '[]')
      from premium r where r.person_id = any (people) and r.year = any (years)),
    'regions', (select coalesce(jsonb_agg(m.insured_region), '[]') from member m
      where m.id = any (people) and (select r.credited_at_once from region r where r.key = m.insured_region))
  );
end $$`

/**
 * What a payer still has on the way, without reading all that ever was. No two of the indexes of what is pending say so in
 * the same words: a small one of them could be read as a whole in another one's place.
 */
const waiting = [
  `create index transfer_waiting_of_payer on transfer (payer_id) where settled_at is null`,
  `drop index transfer_due`,
  `create index transfer_due on transfer (deadline_at) where settled_at is null and party = 'ours'`,
]

/** One account after the other in id order, each by its key; an update locks what it moves. */
const applyPostings = `create or replace function apply_postings() returns trigger language plpgsql ${byKey} as $$
declare
  checked bigint;
  moved record;
begin
  select f.transaction_id into checked from fresh f
    where (select t.xact from ledger_transaction t where t.id = f.transaction_id) is distinct from pg_current_xact_id()
    limit 1;
  if found then
    raise exception 'ledger transaction % is closed', checked using errcode = 'WL003';
  end if;
  select f.transaction_id into checked from fresh f group by f.transaction_id
    having sum(f.amount_fen) <> 0 or count(*) < 2
      or count(*) <> (select count(*) from posting p where p.transaction_id = f.transaction_id) limit 1;
  if found then
    raise exception 'ledger transaction % is not balanced', checked using errcode = 'WL002';
  end if;
  for moved in
    select f.account_id, sum(f.amount_fen)::bigint as amount from fresh f group by f.account_id order by f.account_id
  loop
    update account set balance_fen = balance_fen + moved.amount where id = moved.account_id;
  end loop;
  return null;
end $$`

/** As before; what is changed is changed one row after the other, each by its key. */
const keepWork = `create or replace function keep_work(work jsonb) returns void language plpgsql ${byKey} as $$
declare
  s record;
  newest bigint;
begin
  if work ? 'batch' then
    -- as an instance from before migration 0012 says it
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
    for s in select * from jsonb_to_recordset(work -> 'outcomes') as u(id uuid, outcome jsonb, opens_at bigint) loop
      update operation set outcome = s.outcome, opens_at = s.opens_at where id = s.id;
    end loop;
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
    -- in their order: the last place counts
    for s in
      select p.* from rows from (jsonb_to_recordset(work -> 'places') as (member_id text, place_of_use text))
        with ordinality as p(member_id, place_of_use, n) order by p.n
    loop
      update wallet set place_of_use = s.place_of_use
        where member_id = s.member_id and place_of_use <> s.place_of_use;
    end loop;
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
    for s in select * from jsonb_to_recordset(work -> 'settled') as u(id uuid, state text, at bigint) loop
      update transfer set state = s.state, settled_at = s.at where id = s.id;
      update operation set outcome = jsonb_set(outcome, '{receipt}', to_jsonb(s.state)) where id = s.id;
    end loop;
  end if;
  if work ? 'premiums' then
    for s in
      select * from jsonb_to_recordset(work -> 'premiums') as u(person_id text, year integer, state text, channel text,
        payer_account text, operation_id uuid, changed_at bigint)
    loop
      update premium set state = s.state, channel = s.channel, payer_account = s.payer_account,
          operation_id = s.operation_id, changed_at = s.changed_at
        where person_id = s.person_id and year = s.year;
    end loop;
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
 * Checked where they are written, in the functions above: at the commit they would be planned outside of them. An
 * operation is kept before whatever names it.
 */
const checkedAtOnce = [
  // what the migrations before wrote in this transaction
  `set constraints all immediate`,
  ...[
    ['transfer', 'id'],
    ['wallet', 'opened_by'],
    ['wallet_place', 'operation_id'],
    ['ledger_transaction', 'operation_id'],
    ['change', 'operation_id'],
    ['relation', 'operation_id'],
    ['premium', 'operation_id'],
  ].map(([table, column]) => `alter table ${table} alter constraint ${table}_${column}_fkey not deferrable`),
  `set constraints all deferred`,
]

const others = ['open_work(jsonb)', 'post_entries(jsonb)', 'lock_station(text)', 'check_balanced()'].flatMap(
  (named) => byKey.split(/(?= set )/u).map((setting) => `alter function ${named} ${setting.trim()}`),
)

/** What an operation costs does not grow with how many there were since a connection was opened. */
export const migration0014: Migration = {
  name: '0014-plans',
  statements: [...waiting, openBook, applyPostings, keepWork, ...checkedAtOnce, ...others],
}
