/** A UUID by a number, as SQL. */
const id = (n: string): string => `('018f3c5e-0000-7000-8000-' || lpad((${n})::text, 12, '0'))::uuid`
const payload = `'{"v":1}'`
const hashOf = (text: string): string => `encode(sha256(convert_to(${text}, 'UTF8')), 'hex')`
const payloadHash = hashOf(payload)
const recordsHash = hashOf(`'[]'`)

/**
 * What centres of each version kept, written with that version's own tables, by the migration that brought them: rows of
 * every table, and `members` people with money. Never changed once a version is out, as the migrations are.
 */
export function rowsOf(members: number): Readonly<Record<string, readonly string[]>> {
  return {
    '0001-first': [
      `insert into meta values (true, 'practice', 'a seed')`,
      `insert into rule_pack (number, hash, content)
        values (2, 'x', '{"realm": "practice", "number": 2, "validFrom": "2025-05-08"}')`,
      `insert into station (id, realm, key_id, public_jwk, epoch, prefix) values
        ('s-1', 'practice', 'k', '{"kty": "OKP", "crv": "Ed25519", "x": "one"}', 1, '0001'),
        ('s-2', 'practice', 'k', '{"kty": "OKP", "crv": "Ed25519", "x": "two"}', 1, '0002')`,
      `insert into account (id, kind, floor_fen) values
        ('funding', 'funding', -1000000000000), ('transit', 'transit', 0)`,
      `insert into member select 'm-' || n, 'number-' || n, 'n', 'active', array['310'], '620000/x'
        from generate_series(1, ${members}) n`,
      `insert into account (id, kind, member_id)
        select k || '/' || id, k, id from member, unnest(array['personal-account', 'wallet']) k`,
      `insert into wallet select id, 'wallet/' || id, '620000/x', null, 'none', 5 from member`,
      `do $$ declare t bigint; m record; begin
        for m in select id from member loop
          insert into ledger_transaction (kind, at) values ('seed', 0) returning ledger_transaction.id into t;
          insert into posting values (t, 'funding', -900), (t, 'personal-account/' || m.id, 900);
        end loop;
      end $$`,
      // a tenth of the people sent something; every other one of it was received
      `do $$ declare t bigint; b bigint; n integer; o uuid; state text; chain text := repeat('0', 64); begin
        for n in 1..${Math.floor(members / 10)} loop
          o := ${id('n')};
          state := case when n % 2 = 0 then 'received' else 'pending' end;
          insert into batch (station, epoch, first, last, jws, arrived_at) values ('s-1', 1, n, n, 'jws', 7)
            returning batch.id into b;
          chain := encode(sha256(decode(chain, 'hex') || int8send(n) || decode(${payloadHash}, 'hex')
            || decode(${recordsHash}, 'hex')), 'hex');
          insert into batch_item values ('s-1', 1, n, b, o, ${payloadHash}, ${recordsHash}, '[]', chain);
          update station set next_dispatch = n + 1, link = chain, change_number = n where id = 's-1';
          insert into operation (id, station, epoch, dispatch, kind, payload, payload_hash, arrived_at, outcome)
            values (o, 's-1', 1, n, 'transfer', ${payload}, ${payloadHash}, 7,
              jsonb_build_object('type', 'done', 'at', 7, 'receipt', state, 'deadlineAt', 9));
          insert into ledger_transaction (kind, operation_id, at) values ('transfer-sent', o, 7)
            returning ledger_transaction.id into t;
          insert into posting values (t, 'personal-account/m-' || n, -300), (t, 'transit', 300);
          if state = 'received' then
            insert into ledger_transaction (kind, operation_id, at) values ('transfer-received', o, 8)
              returning ledger_transaction.id into t;
            insert into posting values (t, 'transit', -300), (t, 'wallet/m-' || (n + 1), 300);
          end if;
          insert into transfer (id, station, payer_id, payee_id, source, amount_fen, state, sent_at, deadline_at, settled_at)
            values (o, 's-1', 'm-' || n, 'm-' || (n + 1), 'personal-account', 300, state, 7, 9,
              case when state = 'received' then 8 end);
          insert into change (station, number, operation_id, type, receipt, at) values ('s-1', n, o, 'receipt', state, 8);
        end loop;
      end $$`,
      `insert into incident (at, station, kind, operation_id, details) values (7, 's-1', 'unknown-pack', ${id('1')}, '{}')`,
      `insert into look_up (at, station, kind, member_id) values (7, 's-1', 'member', 'm-1')`,
    ],
    '0002-rescue': [
      `insert into rescue values ('content', 's-1', 1, 90, null, true, 3, 'zhang', 8)`,
      `insert into operation (id, station, epoch, dispatch, kind, payload, payload_hash, arrived_at, outcome)
        values (${id('900001')}, 's-1', 1, null, 'transfer', ${payload}, ${payloadHash}, 8, '{"type":"refused","at":8,"refusals":[]}')`,
    ],
    '0003-services': [
      `insert into region values ('620000/x', false)`,
      `insert into relation values ('m-1', 'number-2', '30', null, ${id('1')}, 7)`,
      `insert into clerk_relation values ('liyulan', 'number-1', '10')`,
      `insert into agent_member values ('number-9', '2026-11-23', 'm-1')`,
      `insert into premium (person_id, year, region, due_fen, payable_from, payable_to, state, changed_at)
        select id, 2026, '620000/x', 38000, '2025-09-01', '2025-12-31', 'due', 7 from member limit 20`,
      `insert into institution values ('h-1', '医院', '620000/x', 'hospital', 'yes', null, '2026-01-01')`,
      `insert into settlement values ('s-1', 'h-1', 'm-1', 50, 'h', 7)`,
      `insert into settlement_reversal values ('r-1', 's-1', 50, 'h', 8)`,
      `insert into exchange_message values (${id('1')}, 'to-send', 0, 7)`,
      `insert into correction (operation_id, reason, requested_by, requested_at) values (${id('2')}, 'why', 'a', 7)`,
      `insert into reconciliation (with_whom, day, ours, theirs, differences, at)
        values ('tax', '2026-11-23', '[]', '[]', '[]', 9)`,
    ],
    '0004-work': [
      `select post_entries('[{"kind": "seed", "at": 9, "postings": [
        {"account": "funding", "amount": -5}, {"account": "wallet/m-1", "amount": 5}]}]')`,
    ],
    '0006-stations': [
      `insert into enrol_code (secret_hash, station, hall, desk, made_by, made_at, expires_at)
        values ('secret', 's-1', '大厅', '3', 'chen', 1, 9)`,
      `insert into enrolment (code_id, station, epoch, key_id, known, at) values (1, 's-1', 1, 'k', null, 2)`,
      `insert into assertion values ('jti', 9)`,
      `insert into clerk values ('liyulan', '李玉兰', 'clerk', 'salt', 'verifier', true)`,
      `insert into day_close values ('s-1', '2026-11-23', 1, 9, '[]', '[]')`,
      `insert into centre_key values (true, 'signing', 'encryption', 'tls')`,
    ],
    '0008-office': [
      `insert into operator (id, name, salt, verifier, made_at) values ('chen', '陈', 'salt', 'verifier', 1)`,
      `insert into operator_session values ('token', 'chen', 1, 2, null)`,
      `insert into station_contact values ('s-1', 9, '0.1.0', -40, 3, 7, 9)`,
    ],
    '0010-changes': [
      `insert into change (station, number, type, list, at) values ('s-2', 1, 'list', 'clerks', 9)`,
      `insert into change (station, number, operation_id, type, at) values ('s-2', 2, ${id('1')}, 'correction', 9)`,
      `update station set change_number = 2 where id = 's-2'`,
    ],
    '0011-partners': [
      `insert into member_password (member_id, salt, verifier, set_at) values ('m-1', 'salt', 'verifier', 1)`,
      `insert into partner (id, kind, institution, public_jwk, made_by, made_at)
        values ('h-1', 'institution', 'h-1', '{"x": "three"}', 'chen', 1)`,
      `insert into partner_message (partner, purpose, operation_id, jws, at) values ('h-1', 'settle', ${id('1')}, 'jws', 9)`,
      `insert into stick_file values ('content', 's-1', 1, 1, 'medium', 'answer', 'chen', 9)`,
    ],
    '0015-centre-keys': [
      `insert into centre_key_change values (1, 'jws', 'signing-2', 'encryption-2', 'tls-2', 8, 'chen')`,
      `insert into centre_key_use values (1, 9, 'chen')`,
      `insert into centre_key_heard values ('s-1', 1, 8)`,
      `insert into change (station, number, type, list, at) values ('s-2', 3, 'list', 'centre-keys', 9)`,
      `update station set change_number = 3 where id = 's-2'`,
    ],
    '0016-remote-acts': [
      `insert into operation_act (operation_id, act, reason, by_operator, at) values (${id('1')}, 'held', 'why', 'chen', 9)`,
      `insert into change (station, number, operation_id, type, act, by_name, at)
        values ('s-2', 4, ${id('1')}, 'act', 'held', '陈', 9)`,
      `update station set change_number = 4 where id = 's-2'`,
    ],
    '0017-passwords': [
      `insert into password_try values ('sealed', 'm-1', 'verification.wrong', 4, 9)`,
      `insert into member_verification values (${id('1')}, 'hash', 9)`,
    ],
    '0020-complaints': [
      `insert into complaint values (${id('9')}, 's-1', 'chen', '0001-20261123-1', null, '某医院', null, 'said', 8, 9, 'hash')`,
    ],
    '0021-approvals': [
      `insert into approval_request values (${id('9')}, 's-1', 'payload', 'hash', '[]', 'decided', 8)`,
      `insert into approval_act (operation_id, payload_hash, says, reason, by_clerk, by_station, at)
        values (${id('9')}, 'hash', 'sent-back', 'why', 'liyulan', 's-2', 9)`,
      `insert into approval_code (station, taken, challenge, amount_fen, last4, by_clerk, by_station, at)
        values ('s-1', 3, '12345678', 100, '002X', 'liyulan', 's-2', 9)`,
      `insert into approval_secret values ('s-1', 1, 'secret', 8)`,
    ],
    '0022-family-bindings': [
      `insert into family_binding (owner_number, owner_name, user_number, user_name, region, since, source)
        values ('n-1', '甲', 'n-2', '乙', '620000/x', '2025-03-01', 'register')`,
    ],
    '0023-withdrawals': [
      `insert into withdrawal (operation_id, station, member_number, at_station, by_who, by_name, reason, at)
        values (${id('9')}, 's-1', 'n-1', 's-2', 'clerk', '陈', 'why', 9)`,
    ],
    '0025-townships': [`update member set township = '某镇'`, `update station set township = '某镇'`],
  }
}
