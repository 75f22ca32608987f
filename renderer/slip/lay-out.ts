import { createApp } from 'vue'
import type { App } from 'vue'
import { slipSchema } from '../../shared/contract/slip'
import SlipPaper from './slip-paper.vue'
import '../ui/tokens.css'
import './slip.css'

/** What the page answers on its port: the paper may be printed now, or the model was no slip. */
export type SlipAnswer = { type: 'laid-out' } | { type: 'cannot-lay-out' }

/** A window nobody sees may get no frames; then this long counts as one. */
const frameAtMostMs = 200

let shown: App | null = null

/** Takes the first message of the port as the slip, lays it out and answers when the page may be printed. */
export function layOutFrom(port: MessagePort, page: Document): void {
  const answer = (type: SlipAnswer['type']): void => port.postMessage({ type } satisfies SlipAnswer)
  const take = (event: MessageEvent<unknown>): void => {
    port.removeEventListener('message', take)
    layOut(event.data, page).then(
      (done) => answer(done ? 'laid-out' : 'cannot-lay-out'),
      () => answer('cannot-lay-out'),
    )
  }
  port.addEventListener('message', take)
  port.start()
}

/** @returns false for a model that is no slip; resolves when the paper has been painted in its final form */
async function layOut(model: unknown, page: Document): Promise<boolean> {
  shown?.unmount()
  shown = null
  const slip = slipSchema.safeParse(model)
  const place = page.querySelector('#app')
  if (!slip.success || place === null) return false
  page.title = slip.data.title
  await page.fonts.ready
  await new Promise<void>((resolve) => {
    shown = createApp(SlipPaper, { slip: slip.data, onSettled: resolve })
    shown.mount(place)
  })
  // letters that were first asked for by the slip itself
  await page.fonts.ready
  await frame()
  await frame()
  return true
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
