import { createApp } from 'vue'
import type { App } from 'vue'
import { printedSlipSchema } from '../../shared/contract/slip'
import SlipPaper from './slip-paper.vue'
import '../ui/tokens.css'
import './slip.css'

/** What the page answers on its port: the paper may be printed now, a roll that long; or the model was no slip. */
export type SlipAnswer = { type: 'laid-out'; lengthMm: number | null } | { type: 'cannot-lay-out' }

/** A window nobody sees may get no frames; then this long counts as one. */
const frameAtMostMs = 200

/** CSS pixels. */
const pxPerInch = 96
const mmPerInch = 25.4

let shown: App | null = null

/** Takes the first message of the port as the slip, lays it out and answers when the page may be printed. */
export function layOutFrom(port: MessagePort, page: Document): void {
  const answer = (said: SlipAnswer): void => port.postMessage(said)
  const cannot = { type: 'cannot-lay-out' } as const
  const take = (event: MessageEvent<unknown>): void => {
    port.removeEventListener('message', take)
    layOut(event.data, page).then(
      (laid) => answer(laid === null ? cannot : { type: 'laid-out', lengthMm: laid.lengthMm }),
      () => answer(cannot),
    )
  }
  port.addEventListener('message', take)
  port.start()
}

/** @returns null for a model that is no slip; resolves when the paper has been painted in its final form */
async function layOut(model: unknown, page: Document): Promise<{ readonly lengthMm: number | null } | null> {
  shown?.unmount()
  shown = null
  const printed = printedSlipSchema.safeParse(model)
  const place = page.querySelector('#app')
  if (!printed.success || place === null) return null
  const { slip, paper } = printed.data
  page.title = slip.title
  page.documentElement.dataset['paper'] = paper
  await page.fonts.ready
  await new Promise<void>((resolve) => {
    shown = createApp(SlipPaper, { slip, paper, onSettled: resolve })
    shown.mount(place)
  })
  // letters that were first asked for by the slip itself
  await page.fonts.ready
  await frame()
  await frame()
  if (paper === 'a5') return { lengthMm: null }
  // what is printed rounds every line by itself and stands a little taller than the page: never a second piece for it
  const lengthMm = (place.getBoundingClientRect().height / pxPerInch) * mmPerInch
  return { lengthMm: Math.ceil(lengthMm * 1.015) + 1 }
}

function frame(): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, frameAtMostMs)
    requestAnimationFrame(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}
