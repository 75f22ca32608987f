/**
 * Two masks (domain.md 2). `hall` for queue, lists, logs and other eyes; `confirm` for the payer, about a payee the payer
 * named. A character is what a reader sees: rare characters outside the basic plane and their variation selectors stay
 * whole.
 */
const characterPattern = /\P{M}\p{M}*/gu

/** 《百家姓》 and today's registers: surnames of two characters still in use. */
const compoundSurnames: ReadonlySet<string> = new Set(
  (
    '欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 ' +
    '公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 ' +
    '拓跋 夹谷 轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌 微生 公户 公玉 梁丘 左丘 东门 西门 第五 贺兰 完颜 纳兰'
  ).split(' '),
)

/** 王** whatever the length of the name; an English name keeps its first letter. */
export function hallName(name: string): string {
  return `${characters(name)[0] ?? ''}**`
}

/** First three and last four of an ID number, the rest as stars; a shorter text is hidden whole. */
export function hallIdNumber(idNumber: string): string {
  return hideMiddle(idNumber, 3, 4)
}

/** First three and last four digits of a phone number: 138****5678. */
export function hallPhone(phone: string): string {
  return hideMiddle(phone, 3, 4)
}

/**
 * The surname hidden, the rest shown: *建国, 欧阳修 → *修. Of a name with a middle dot (阿依古丽·买买提) the part before
 * the dot is the given name and stays; of a name in Latin letters the first word is the surname.
 */
export function confirmName(name: string): string {
  const whole = name.trim()
  const dot = /^([^·•・]+)[·•・]/u.exec(whole)
  if (dot !== null) return `${dot[1] ?? ''}·*`
  const words = whole.split(/\s+/u)
  if (words.length > 1 && /^\p{Script=Latin}/u.test(whole)) return `* ${words.slice(1).join(' ')}`
  const parts = characters(whole)
  const surnameLength = parts.length > 2 && compoundSurnames.has(parts.slice(0, 2).join('')) ? 2 : 1
  return `*${parts.slice(surnameLength).join('')}`
}

function characters(text: string): readonly string[] {
  return text.trim().match(characterPattern) ?? []
}

function hideMiddle(text: string, first: number, last: number): string {
  const parts = characters(text)
  const hidden = parts.length - first - last
  if (hidden <= 0) return '*'.repeat(parts.length)
  return parts.slice(0, first).join('') + '*'.repeat(hidden) + parts.slice(-last).join('')
}
