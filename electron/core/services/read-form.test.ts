// Every field that is typed in a form of the counter, with everything a hand or a clipboard may bring: it is read as what was
// meant, or named at its field with a code; never thrown, never cut off, and the other fields stay as they read.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { OperationForm } from '../../../shared/contract/counter'
import { operationFormSchema } from '../../../shared/contract/counter'
import { operationBodySchema } from '../../../shared/contract/operation'
import { errorCodes } from '../../../shared/domain/errors'
import type { FormContext } from './read-form'
import { readForm } from './read-form'
import { readCodeForm } from './supervise'
import { resources } from '../../../central/testing/harness'
import {
  payeeIdNumber,
  payerIdNumber,
  sampleAt,
  sampleFacts,
  suzhou,
} from '../../../shared/domain/testing/samples'

const transferId = '01939f3a-0000-7000-8000-000000000009'
const context: FormContext = {
  pack: resources.pack,
  nowAt: sampleAt,
  facts: sampleFacts({
    waitingToReceive: [
      { transferId, payerName: '王建军', amountFen: 65_000, deadline: sampleAt + 3_600_000 },
    ] as never,
  }),
  person: { name: '王秀英', idNumber: payerIdNumber },
  premium: () => undefined,
}

type Forms = { readonly [K in OperationForm['kind']]: Extract<OperationForm, { kind: K }> }
const forms: Forms = {
  'wallet-opening': {
    kind: 'wallet-opening',
    placeOfUse: suzhou,
    phone: '13800001234',
    phoneOwner: 'relative',
    phoneRelation: '30',
    noticeGiven: 'read-aloud',
    placeReason: '和女儿住在苏州',
  },
  transfer: {
    kind: 'transfer',
    source: 'personal-account',
    payeeName: '李晓梅',
    payeeIdNumber,
    payeeRegion: suzhou,
    payeeIdentity: 'typed',
    relation: '30',
    commitment: '是我女儿',
    amount: '650',
  },
  receive: { kind: 'receive', transferId },
  'place-of-use-change': { kind: 'place-of-use-change', to: suzhou },
  'family-binding': {
    kind: 'family-binding',
    change: 'bind',
    otherName: '李晓梅',
    otherIdNumber: payeeIdNumber,
    relation: '30',
    commitment: '是我女儿',
  },
  'relation-declaration': {
    kind: 'relation-declaration',
    otherName: '李晓梅',
    otherIdNumber: payeeIdNumber,
    relation: '30',
    commitment: '是我女儿',
  },
  'premium-payment': {
    kind: 'premium-payment',
    year: '2027',
    personName: '李晓梅',
    personIdNumber: payeeIdNumber,
    relation: '30',
    source: 'personal-account',
  },
}

const long = '9'.repeat(4999)
const name = {
  '': 'name.empty',
  '　': 'name.empty',
  [long]: 'field.too-long',
  [`李${'晓'.repeat(60)}`]: 'field.too-long',
  '１２３': 'name.malformed',
  '李😀梅': 'name.malformed',
  ' 李 晓梅\u202E ': '=李 晓梅',
  '李\uE1A3\u{20000}': '=李\uE1A3\u{20000}',
}
const number = {
  '': 'id-number.malformed',
  [long]: 'id-number.malformed',
  '990203-19740608-5827': `=${payeeIdNumber}`,
  '９９０２０３１９７４０６０８５８２７': `=${payeeIdNumber}`,
  ' 990203 19740608 5827\u200F': `=${payeeIdNumber}`,
  '99010119500312421x': 'id-number.wrong-check-digit',
  '990203197406085828': 'id-number.wrong-check-digit',
  '990203197402300016': 'id-number.impossible-date',
  '99020319740608582😀': 'id-number.malformed',
  李晓梅: 'id-number.malformed',
}
const relation = {
  '': 'field.missing',
  [long]: 'relation.no-such',
  ' ３０ ': '=30',
  '3': 'relation.no-such',
  女儿: 'relation.no-such',
  '30\u200E': '=30',
}
const region = {
  '': 'field.missing',
  [long]: 'place.no-such',
  苏州: 'place.no-such',
  '999999/苏州市': 'place.no-such',
  '320000/': 'place.no-such',
  '320000/苏州😀市': 'place.no-such',
  __proto__: 'place.no-such',
}
const sentence = {
  [long]: 'field.too-long',
  ['好'.repeat(201)]: 'field.too-long',
  '\u202E是我女儿\u202C': '=是我女儿',
  '是我女儿，真的😀': '=是我女儿，真的😀',
}
const phone = {
  '': 'phone.malformed',
  [long]: 'phone.malformed',
  '１３８００００１２３４': '=13800001234',
  '138-0000-1234': '=13800001234',
  '+86 138 0000 1234': '=13800001234',
  '12800001234': 'phone.malformed',
  '1380000123😀': 'phone.malformed',
}
const amount = {
  '': 'amount.malformed',
  '0': 'amount.not-positive',
  '0.00': 'amount.not-positive',
  '-1': 'amount.malformed',
  '0.001': 'amount.malformed',
  '1e9': 'amount.malformed',
  '1000000000': '=100000000000',
  [long]: 'amount.malformed',
  '６５０．５': '=65050',
  '1,650.00': '=165000',
  '16,50': 'amount.malformed',
  '650元': 'amount.malformed',
  六百五: 'amount.malformed',
  '650\u202E': '=65000',
  NaN: 'amount.malformed',
  Infinity: 'amount.malformed',
  '0x10': 'amount.malformed',
}

/** What each typed field is, and where its value stands in the body. A new field without a row does not compile. */
type Row = readonly [Readonly<Record<string, string>>, (body: never) => unknown]
type Rows = {
  readonly [K in keyof Forms]: {
    readonly [
      F in Exclude<
        keyof Forms[K],
        'kind' | 'source' | 'change' | 'payeeIdentity' | 'phoneOwner' | 'noticeGiven'
      >
    ]: Row
  }
}
const rows: Rows = {
  'wallet-opening': {
    placeOfUse: [region, (body: { placeOfUse: string }) => body.placeOfUse],
    phone: [phone, (body: { phone: string }) => body.phone],
    phoneRelation: [relation, (body: { phoneRelation: string }) => body.phoneRelation],
    placeReason: [
      { '': 'field.missing', '？！': 'field.missing', ...sentence },
      (body: { placeReason: string }) => body.placeReason,
    ],
  },
  transfer: {
    payeeName: [name, (body: { payee: { name: string } }) => body.payee.name],
    payeeIdNumber: [number, (body: { payee: { idNumber: string } }) => body.payee.idNumber],
    payeeRegion: [region, (body: { payee: { insuredRegion: string } }) => body.payee.insuredRegion],
    relation: [relation, (body: { relation: string }) => body.relation],
    commitment: [sentence, (body: { commitment: string }) => body.commitment],
    amount: [amount, (body: { amountFen: number }) => body.amountFen],
  },
  receive: {
    transferId: [
      { '': 'receive.no-such', [long]: 'receive.no-such', '😀': 'receive.no-such' },
      (body: { transferId: string }) => body.transferId,
    ],
  },
  'place-of-use-change': { to: [region, (body: { to: string }) => body.to] },
  'family-binding': {
    otherName: [name, (body: { other: { name: string } }) => body.other.name],
    otherIdNumber: [number, (body: { other: { idNumber: string } }) => body.other.idNumber],
    relation: [relation, (body: { relation: string }) => body.relation],
    commitment: [sentence, (body: { commitment: string }) => body.commitment],
  },
  'relation-declaration': {
    otherName: [name, (body: { other: { name: string } }) => body.other.name],
    otherIdNumber: [number, (body: { other: { idNumber: string } }) => body.other.idNumber],
    relation: [relation, (body: { relation: string }) => body.relation],
    commitment: [sentence, (body: { commitment: string }) => body.commitment],
  },
  'premium-payment': {
    year: [
      { '': 'field.missing', '20 27': 'field.missing', [long]: 'field.missing', '2999': 'premium.no-plan' },
      (body: { year: number }) => body.year,
    ],
    personName: [name, (body: { person: { name: string } }) => body.person.name],
    personIdNumber: [number, (body: { person: { idNumber: string } }) => body.person.idNumber],
    relation: [relation, (body: { relation: string }) => body.relation],
  },
}

const cases = Object.entries(rows).flatMap(([kind, fields]) =>
  Object.entries(fields as Record<string, Row>).map(([field, row]) => ({ kind, field, row })),
)
const formOf = (kind: string, change: Record<string, string>): OperationForm =>
  operationFormSchema.parse({ ...forms[kind as keyof Forms], ...change })

test.each(Object.keys(forms))('%s as it should be typed reads', (kind) => {
  const read = readForm(formOf(kind, {}), context)
  expect(read).toMatchObject({ ok: true })
  expect(operationBodySchema.safeParse(read.ok ? read.value : null).success).toBe(true)
})

test.each(cases)('$kind: whatever is typed as $field is read or named there', ({ kind, field, row }) => {
  const [inputs, valueOf] = row
  for (const [typed, expected] of Object.entries(inputs)) {
    const read = readForm(formOf(kind, { [field]: typed }), context)
    const said = read.ok
      ? `=${String(valueOf(read.value as never))}`
      : read.error.map(({ code, field: at }) => `${code}@${String(at)}`).join(' ')
    expect([typed.slice(0, 30), said]).toEqual([
      typed.slice(0, 30),
      expected.startsWith('=') ? expected : `${expected}@${field}`,
    ])
    if (read.ok) expect(operationBodySchema.safeParse(read.value).error).toBeUndefined()
  }
})

test('any text in any field: never thrown, always a known code at that field, and what reads fits its contract', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...cases),
      fc.string({ unit: 'binary', maxLength: 300 }),
      ({ kind, field }, typed) => {
        const read = readForm(formOf(kind, { [field]: typed }), context)
        if (read.ok) expect(operationBodySchema.safeParse(read.value).error).toBeUndefined()
        else
          for (const refusal of read.error) {
            expect(errorCodes).toContain(refusal.code)
            expect(refusal.field).toBe(field)
          }
      },
    ),
    { numRuns: 2000 },
  )
})

test('a premium of somebody whose insured region is not known here is not said to have no plan', () => {
  const form = { ...forms['premium-payment'], year: '2999' }
  const codes = (facts: FormContext['facts']): unknown => {
    const read = readForm(form, { ...context, facts })
    return read.ok ? [] : read.error.map(({ code, field }) => [code, field])
  }
  expect(codes(null)).toEqual([['premium.region-unknown', 'year']])
  expect(codes(context.facts)).toEqual([['premium.no-plan', 'year']])
})

test('everything wrong at once is said at once, each at its field', () => {
  const read = readForm(
    formOf('transfer', {
      payeeName: '',
      payeeIdNumber: '1',
      payeeRegion: 'x',
      relation: 'x',
      amount: 'x',
      commitment: long,
    }),
    context,
  )
  expect(read.ok ? [] : read.error.map(({ field }) => field)).toEqual([
    'payeeName',
    'payeeIdNumber',
    'payeeRegion',
    'relation',
    'amount',
    'commitment',
  ])
})

/** What a supervisor hears on the telephone and types, and the code a clerk hears. */
const told = { number: '0000 0000 0013', challenge: '4821 0376', amount: '650', last4: '582x' }
const heard = {
  number: {
    '': 'field.missing',
    '　': 'field.missing',
    [long]: 'operation-number.malformed',
    '000000000014': 'operation-number.wrong-check-digit',
    '００００－００００－００１３': '=000000000013',
    ' 000 000 000 013\u200F': '=000000000013',
    业务号: 'operation-number.malformed',
  },
  challenge: {
    '': 'field.missing',
    [long]: 'approval.code-malformed',
    '4821 037': 'approval.code-malformed',
    '４８２１ ０３７６': '=48210376',
    '4821-0376\u202E': '=48210376',
    '482103😀76': 'approval.code-malformed',
    '-4821037': 'approval.code-malformed',
  },
  amount: {
    '': '=null',
    ' ': '=null',
    [long]: 'amount.malformed',
    '1,234.50': '=123450',
    '６５０．５': '=65050',
    '0': 'amount.not-positive',
    '-1': 'amount.malformed',
    六百五: 'amount.malformed',
  },
  last4: {
    '': 'field.missing',
    [long]: 'approval.last4-malformed',
    ' ５８２ｘ ': '=582X',
    '58-27': '=5827',
    '5X27': 'approval.last4-malformed',
    晓梅: 'approval.last4-malformed',
  },
} as const
test.each(Object.entries(heard))('whatever is heard as %s is read or named there', (field, inputs) => {
  for (const [typed, expected] of Object.entries(inputs)) {
    const read = readCodeForm({ ...told, [field]: typed })
    const name = field === 'amount' ? 'amountFen' : field
    const said = read.ok
      ? `=${String(Reflect.get(read.value, name))}`
      : read.error.map(({ code, field: at }) => `${code}@${String(at)}`).join(' ')
    expect([typed.slice(0, 30), said]).toEqual([
      typed.slice(0, 30),
      expected.startsWith('=') ? expected : `${expected}@${field}`,
    ])
  }
})
