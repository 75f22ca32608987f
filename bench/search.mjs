// U1: finding one of a million members.
import { median, peopleFrom, percentile, product, report, timed, wasmPath } from './lib/setting.mjs'

const quick = process.argv.includes('--quick')
const sizes = quick ? [20_000, 200_000] : [100_000, 1_000_000]

async function filled(size) {
  const tables = await product.createTables(wasmPath, null)
  const next = peopleFrom(21)
  const people = []
  for (let left = size; left > 0; left -= 10_000)
    tables.transaction(() => {
      for (let n = 0; n < 10_000; n++) {
        const person = next()
        product.noteMember(tables, person.idNumber, person.name, n)
        if (people.length < 3000 && n % 97 === 0) people.push(person)
      }
    })
  // as every snapshot does
  product.mergeSearch(tables)
  return { tables, people }
}

const limit = 20
function measure({ tables, people }) {
  const times = { number: [], name: [], contains: [], initials: [] }
  const find = (typed) => timed(() => product.findMembers(tables, typed, limit))
  for (const { name, idNumber } of people.slice(0, 2000)) {
    times.number.push(find(idNumber.slice(0, 14)))
    times.name.push(find(name.slice(0, 1 + (name.codePointAt(1) % 3))))
    times.contains.push(find(name.slice(1)))
    times.initials.push(find('wjg'))
  }
  return times
}

const [small, large] = [await filled(sizes[0]), await filled(sizes[1])]
const [before, after] = [measure(small), measure(large)]
for (const way of ['number', 'name', 'contains', 'initials']) {
  const p99 = percentile(after[way], 0.99)
  report('U1', p99, 10, p99 <= 10, { way, members: sizes[1], p50Ms: median(after[way]), p99Ms: p99 })
}
const growth = Math.max(
  median(after.number) / median(before.number),
  median(after.name) / median(before.name),
)
report('U1', growth, 1.5, growth <= 1.5, { what: 'prefix p50, large against small', members: sizes })
const miss = '艾孜孜'
const like = () =>
  large.tables.all("SELECT id_number, name FROM member WHERE name LIKE '%' || ? || '%' LIMIT 20", [miss])
const [ours, likes] = [[], []]
for (let round = 0; round < 9; round++) {
  ours.push(timed(() => product.findMembers(large.tables, miss, limit)))
  likes.push(timed(like))
}
const ratio = median(likes) / median(ours)
report('U1', ratio, 300, ratio >= 300, {
  what: 'LIKE against ours, on a miss',
  likeMs: median(likes),
  oursMs: median(ours),
})
