// What a clerk could not read or reach on a page: words of another language, words that are cut off, what has to be
// scrolled sideways, a keyboard that is nowhere.
import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { messages as en } from '../shared/text/en'
import { messages as zhCN } from '../shared/text/zh-CN'
import type { Language } from './desk'

const han = /[\u4e00-\u9fff]/

function stringsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return han.test(value) ? [value] : []
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsOf) : []
}

/**
 * Names of people, places, institutions and papers, what core says to the member (shown to the clerk as it stands on the
 * member's window), amounts in capitals: Chinese in every language. The usual relations have words of their own.
 */
const { core, counter } = zhCN
const relations: readonly string[] = Object.values(counter.transfer.relations)
const names = [
  ...['people', 'clerks', 'institutions', 'rule-pack'].flatMap((file) =>
    stringsOf(JSON.parse(readFileSync(`resources/practice-${file}.json`, 'utf8'))),
  ),
  ...stringsOf([en, '练习大厅 · 1号窗口']),
  ...stringsOf([
    core.slip.title,
    core.told.title,
    core.records.title,
    core.complaint.title,
    core.triage,
    core.sideSlip.title,
  ]),
  ...Object.values(core.cards).map(({ title }) => title),
]
const parts = new Set(
  names
    .flatMap((name) => [name, ...name.split(/[^\u4e00-\u9fff]+/), name.slice(1)])
    .filter((part) => han.test(part) && !relations.includes(part)),
)
const capitals = /^[零壹贰叁肆伍陆柒捌玖拾佰仟万元角分整]+$/

function isName(text: string): boolean {
  const bare = text
    .replace(/[^\u4e00-\u9fff]+/g, ' ')
    .trim()
    .split(' ')
  return bare.every((word) => parts.has(word) || capitals.test(word) || word.length === 1)
}

/** @returns what is wrong with the page in words, nothing for a page that can be read and worked by keys */
export async function unreadable(page: Page, language: Language): Promise<readonly string[]> {
  const { texts, cut } = await page.evaluate(look)
  const foreign = language === 'zh-CN' ? [] : texts.filter((text) => han.test(text) && !isName(text))
  return [...foreign.map((text) => `not translated: ${text}`), ...cut]
}

/** Runs in the page. */
function look(): { texts: string[]; cut: string[] } {
  const texts: string[] = []
  const cut: string[] = []
  const pen = document.createElement('canvas').getContext('2d')
  if (pen === null) throw new Error('nothing measures text here')
  const named = (element: Element): string =>
    `${element.tagName.toLowerCase()}.${[...element.classList].join('.')} “${element.textContent.trim().slice(0, 40)}”`
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT)
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (!(node instanceof HTMLElement) || !node.checkVisibility({ visibilityProperty: true })) continue
    for (const child of node.childNodes)
      if (child instanceof Text && child.data.trim() !== '') texts.push(child.data.trim())
    for (const name of ['placeholder', 'title', 'aria-label']) {
      const text = node.getAttribute(name)
      if (text !== null && text.trim() !== '') texts.push(text.trim())
    }
    const box = node.getBoundingClientRect()
    if (node.closest('.visually-hidden') !== null || box.width < 2) continue
    const { overflowX } = getComputedStyle(node)
    const wider = node.scrollWidth > node.clientWidth + 1 && node.clientWidth > 0
    // what is typed into a field scrolls in it
    if (wider && overflowX !== 'visible' && !(node instanceof HTMLInputElement))
      cut.push(`${overflowX}: ${named(node)}`)
    const isBeyond = (it: DOMRect): boolean => it.right > innerWidth + 1 || it.left < -1
    if (isBeyond(box) && node.children.length === 0) cut.push(`beyond the window: ${named(node)}`)
    if (node instanceof HTMLInputElement && node.value === '' && node.clientWidth > 0) {
      pen.font = getComputedStyle(node).font
      if (pen.measureText(node.placeholder).width > node.clientWidth + 1)
        cut.push(`placeholder: “${node.placeholder}”`)
    }
    if (node instanceof HTMLButtonElement && node.tabIndex < 0 && node.closest('table') === null)
      cut.push(`out of reach: ${named(node)}`)
    if (wider && node instanceof HTMLButtonElement) cut.push(`wider than its button: ${named(node)}`)
  }
  if (document.activeElement === null || document.activeElement === document.body)
    cut.push('nothing has the focus')
  return { texts, cut }
}
