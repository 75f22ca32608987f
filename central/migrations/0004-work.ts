import type { Migration } from './migrations'

/**
 * The ledger's rules by statement instead of by row: all postings of a transaction come in one statement, which is
 * balanced, goes to a transaction of this very database transaction, and moves each account once, in id order.
 */
const ledger = [
  `drop trigger posting_applied on posting`,
  `drop trigger posting_balanced on posting`,
  `drop function apply_posting()`,
  `create function apply_postings() returns trigger language plpgsql as $$
declare
  checked bigint;
begin
  select f.transaction_id into checked from fresh f join ledger_transaction t on t.id = f.transaction_id
    where t.xact is distinct from pg_current_xact_id() limit 1;
  if found then
    raise exception 'ledger transaction % is closed', checked using errcode = 'WL003';
  end if;
  select f.transaction_id into checked from fresh f group by f.transaction_id
    having sum(f.amount_fen) <> 0 or count(*) < 2
      or count(*) <> (select count(*) from posting p where p.transaction_id = f.transaction_id) limit 1;
  if found then
    raise exception 'ledger transaction % is not balanced', checked using errcode = 'WL002';
  end if;
  perform 1 from account where id in (select account_id from fresh) order by id for no key update;
  update account a set balance_fen = a.balance_fen + f.amount
    from (select account_id, sum(amount_fen)::bigint as amount from fresh group by account_id) f
    where a.id = f.account_id;
  return null;
end $$`,
  `create trigger postings_applied after insert on posting referencing new table as fresh
  for each statement execute function apply_postings()`,
  `create or replace function check_balanced() returns trigger language plpgsql as $$
begin
  if not exists (select 1 from posting where transaction_id = new.id) then
    raise exception 'ledger transaction % is not balanced', new.id using errcode = 'WL002';
  end if;
  return null;
end $$`,
  `create function post_entries(given jsonb) returns void language plpgsql as $$
declare
  entries jsonb := (select jsonb_agg(e || jsonb_build_object('id', nextval('ledger_transaction_id_seq')))
    from jsonb_array_elements(given) e);
begin
  insert into ledger_transaction (id, kind, operation_id, at) overriding system value
    select e.id, e.kind, e.operation_id, e.at
    from jsonb_to_recordset(entries) as e(id bigint, kind text, operation_id uuid, at bigint);
  insert into posting (transaction_id, account_id, amount_fen)
    select e.id, p.account, p.amount
    from jsonb_to_recordset(entries) as e(id bigint, postings jsonb),
      jsonb_to_recordset(e.postings) as p(account text, amount bigint);
end $$`,
]

/** One writer a station at a time; the row itself is locked only at the end, in id order with all others. */
const lockStation = `create function lock_station(station_id text) returns setof station language plpgsql as $$
begin
  perform pg_advisory_xact_lock(1, hashtext(station_id));
  return query select * from station where id = station_id;
end $$`

/**
 * Everything a list of operations looks at, as of now. With \`lock\` the people of it are locked first, in id order, so
 * nothing of it moves until the transaction ends; what is read after the lock is what the one before left.
 */
const openBook = `create function open_book(asked jsonb) returns jsonb language plpgsql as $$
declare
  numbers text[] := array(select jsonb_array_elements_text(asked -> 'numbers'));
  moved uuid[] := array(select jsonb_array_elements_text(asked -> 'transfers')::uuid);
  operations uuid[] := array(select jsonb_array_elements_text(asked -> 'operations')::uuid);
  clerks text[] := array(select jsonb_array_elements_text(asked -> 'clerks'));
  phones text[] := array(select jsonb_array_elements_text(asked -> 'phones') order by 1);
  years integer[] := array(select jsonb_array_elements_text(asked -> 'years')::integer);
  agents text[] := array(select jsonb_array_elements_text(asked -> 'agents'));
  since bigint := (asked ->> 'since')::bigint;
  people text[] := array(
    select m.id from member m where m.id_number = any (numbers)
    union select t.payer_id from transfer t where t.id = any (moved)
    union select t.payee_id from transfer t where t.id = any (moved) and t.payee_id is not null);
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
    'transfers', (select coalesce(jsonb_agg(to_jsonb(t) || jsonb_build_object('payer_name', p.name) order by t.sent_at, t.id), '[]')
      from (
        select * from transfer o where o.payer_id = any (people) and o.sent_at >= since
        union select * from transfer o where o.payer_id = any (people) and o.state = 'pending'
        union select * from transfer o where o.payee_id = any (people) and o.state = 'pending'
        union select * from transfer o where o.id = any (moved)
      ) t join member p on p.id = t.payer_id),
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
    'regions', (select coalesce(jsonb_agg(r.key), '[]')
      from region r join member m on m.insured_region = r.key where m.id = any (people) and r.credited_at_once)
  );
end $$`

const keepWork = `create function keep_work(work jsonb) returns void language plpgsql as $$
declare
  s record;
  newest bigint;
begin
  if work ? 'batch' then
    with arrived as (
      insert into batch (station, epoch, first, last, jws, arrived_at)
        select b.station, b.epoch, b.first, b.last, b.jws, b.arrived_at
        from jsonb_to_record(work -> 'batch')
          as b(station text, epoch integer, first bigint, last bigint, jws text, arrived_at bigint)
        returning id, station, epoch)
    insert into batch_item (station, epoch, dispatch, batch_id, operation_id, payload_hash, records_hash, records, link)
      select arrived.station, arrived.epoch, i.dispatch, arrived.id, i.operation_id, i.payload_hash, i.records_hash,
        i.records, i.link
      from arrived, jsonb_to_recordset(work -> 'items') as i(dispatch bigint, operation_id uuid, payload_hash text,
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
  if work ? 'news' or work ? 'advance' then
    for s in
      select n.station, count(*) filter (where n.change) as changes
      from (
        select e.value ->> 'station' as station, true as change from jsonb_array_elements(work -> 'news') e
        union all select work -> 'advance' ->> 'station', false where work ? 'advance'
      ) n group by n.station order by n.station
    loop
      update station set change_number = change_number + s.changes,
          next_dispatch = case when work -> 'advance' ->> 'station' = id
            then (work -> 'advance' ->> 'next')::bigint else next_dispatch end,
          link = case when work -> 'advance' ->> 'station' = id then work -> 'advance' ->> 'link' else link end
        where id = s.station and (work -> 'advance' ->> 'station' is distinct from id
          or (epoch = (work -> 'advance' ->> 'epoch')::integer
            and next_dispatch = (work -> 'advance' ->> 'expected')::bigint))
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
  end if;
end $$`

/** The work of a batch in three calls: lock the station, open the book, keep the work. The rules stay outside. */
export const migration0004: Migration = {
  name: '0004-work',
  statements: [...ledger, lockStation, openBook, keepWork],
}
