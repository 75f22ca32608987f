// A town of payers for the bench: every member has money and a wallet and is somebody's payee once.
const region = '620000/临夏回族自治州'
const chunk = 2000

/** @returns the members in their order; number n pays number n + 1 */
export async function buildTown(centre, db, sql, { count, prefix, regions = [region], premiums = false }) {
  const people = Array.from({ length: count }, (_, n) => person(centre, n, prefix, regions))
  for (let from = 0; from < count; from += chunk) {
    const rows = people.slice(from, from + chunk)
    await sql(db, `insert into member select * from jsonb_populate_recordset(null::member, $1::jsonb)`, [
      rows.map(({ member }) => member),
    ])
    await sql(
      db,
      `insert into account (id, kind, member_id) select kind || '/' || m.id, kind, m.id
       from jsonb_to_recordset($1::jsonb) as m(id text), unnest(array['personal-account', 'wallet']) kind`,
      [rows.map(({ member }) => ({ id: member.id }))],
    )
    await sql(
      db,
      `insert into wallet (member_id, account_id, place_of_use, phone, phone_owner, opened_at)
       select m.id, 'wallet/' || m.id, $2, null, 'none', 0 from jsonb_to_recordset($1::jsonb) as m(id text)`,
      [rows.map(({ member }) => ({ id: member.id })), region],
    )
    await sql(db, `select post_entries($1::jsonb)`, [
      rows.map(({ member }) => ({
        kind: 'seed',
        operation_id: null,
        at: 0,
        postings: [
          { account: 'funding', amount: -1_000_000 },
          { account: `personal-account/${member.id}`, amount: 1_000_000 },
        ],
      })),
    ])
  }
  if (premiums)
    for (let from = 0; from < count; from += chunk)
      await centre.registerPremiums(
        { db, clock: { now: () => 0 } },
        people.slice(from, from + chunk).map(({ member, premiumRegion }) => ({
          personId: member.id,
          year: 2027,
          region: premiumRegion,
          dueFen: 40_000,
          payableFrom: '2026-09-01',
          payableTo: '2026-12-31',
          paidBy: null,
        })),
      )
  return people.map(({ member }) => member)
}

function person(centre, n, prefix, regions) {
  const day = new Date(Date.UTC(1950, 0, 1 + (n % 9000))).toISOString().slice(0, 10).replaceAll('-', '')
  const order = (Math.floor(n / 9000) * 37 + prefix * 101) % 1000
  const member = {
    id: `b${prefix}-${n}`,
    id_number: centre.idNumberOf(day, order),
    name: `测${n}`,
    status: 'active',
    insurances: ['310'],
    insured_region: region,
  }
  return { member, premiumRegion: regions[n % regions.length] }
}

export { region }
