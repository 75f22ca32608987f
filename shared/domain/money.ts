import type { Fen } from './ids'
import type { Result } from './result'
import { fail, ok } from './result'
import { trimmed } from './typed-text'

/** Digits, with commas only where thousands end (1,23 is a slip, not 123), and at most two decimals. */
const yuanPattern = /^(\d{1,10}|\d{1,3}(?:,\d{3}){1,3})(?:\.(\d{1,2}))?$/u

/**
 * Reads a typed amount in yuan as integer fen; at most 9 999 999 999.99 yuan. Full-width digits, thousands commas and
 * spaces around are understood. Signs, exponents, more than two decimals and anything else: `amount.malformed`;
 * nothing at all: `amount.not-positive`.
 */
export function parseYuan(text: string): Result<Fen, 'amount.malformed' | 'amount.not-positive'> {
  const parts = yuanPattern.exec(trimmed(text))
  if (parts === null) return fail('amount.malformed')
  const [, yuan = '', decimals = ''] = parts
  const whole = Number(yuan.replaceAll(',', ''))
  if (whole >= 1e10) return fail('amount.malformed')
  const fen = whole * 100 + Number(decimals.padEnd(2, '0'))
  return fen === 0 ? fail('amount.not-positive') : ok(fen as Fen)
}

/** `1,234.50`; a negative amount keeps its sign. */
export function formatYuan(fen: number): string {
  const { sign, yuan, jiao, cents } = split(fen)
  const grouped = String(yuan).replace(/\B(?=(?:\d{3})+$)/gu, ',')
  return `${sign < 0 ? '-' : ''}${grouped}.${String(jiao)}${String(cents)}`
}

const capitals = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖']
const places = ['', '拾', '佰', '仟']

/**
 * The amount in capitals as on bills: 陆佰伍拾元整, 壹元零伍分, 伍角整. Rules of 《正确填写票据和结算凭证的基本规定》
 * (中国人民银行): 整 after 元 and 角, never after 分; one 零 for a run of zeros inside. Negative amounts begin with 负.
 */
export function yuanInCapitals(fen: number): string {
  const { sign, yuan, jiao, cents } = split(fen)
  const head = yuan > 0 ? `${integerInCapitals(yuan)}元` : ''
  const tail = cents > 0 ? `${digit(cents)}分` : '整'
  let middle = ''
  if (jiao > 0) middle = `${digit(jiao)}角`
  else if (cents > 0 && yuan > 0) middle = '零'
  const all = head === '' && jiao === 0 && cents === 0 ? '零元整' : head + middle + tail
  return (sign < 0 ? '负' : '') + all
}

/** Chinese numbers count in groups of four digits: 万, then 亿 of everything above. */
function integerInCapitals(value: number): string {
  if (value >= 1e8) return joinGroups(Math.floor(value / 1e8), '亿', value % 1e8, 1e7)
  if (value >= 1e4) return joinGroups(Math.floor(value / 1e4), '万', value % 1e4, 1e3)
  return groupInCapitals(value)
}

function joinGroups(high: number, unit: string, low: number, lowFullFrom: number): string {
  const head = integerInCapitals(high) + unit
  if (low === 0) return head
  return head + (low < lowFullFrom ? '零' : '') + integerInCapitals(low)
}

/** 1…9999. */
function groupInCapitals(value: number): string {
  let text = ''
  let zeroWaits = false
  for (let place = 3; place >= 0; place--) {
    const d = Math.floor(value / 10 ** place) % 10
    if (d === 0) {
      zeroWaits = text !== ''
      continue
    }
    text += (zeroWaits ? '零' : '') + digit(d) + (places[place] ?? '')
    zeroWaits = false
  }
  return text
}

function digit(d: number): string {
  return capitals[d] ?? ''
}

function split(fen: number): {
  readonly sign: number
  readonly yuan: number
  readonly jiao: number
  readonly cents: number
} {
  const whole = Math.abs(Math.trunc(fen))
  return {
    sign: whole === 0 ? 0 : Math.sign(fen),
    yuan: Math.floor(whole / 100),
    jiao: Math.floor(whole / 10) % 10,
    cents: whole % 10,
  }
}
