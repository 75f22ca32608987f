import { onBeforeUnmount, onMounted, ref, watch } from 'vue'
import type { Ref, WatchSource } from 'vue'

/** How much of the page one press moves: the last lines stay in sight. */
const step = 0.8
/** The page's own edge, in px: out of sight, but nothing stands in it. */
const edge = 6

/**
 * Whether something of the page lies out of sight, and where; null = all of it is seen. Letters that fill the window
 * make the page longer than the window, and an elder does not look for a scroll bar.
 */
export function useMore(page: Readonly<Ref<HTMLElement | null>>, changes: WatchSource[]) {
  const more = ref<'down' | 'up' | null>(null)

  function look(): void {
    const { value: box } = page
    if (box === null) return
    const hidden = box.scrollHeight - box.clientHeight
    if (hidden <= edge) more.value = null
    else more.value = box.scrollTop < hidden - edge ? 'down' : 'up'
  }

  function move(): void {
    const { value: box } = page
    if (box === null) return
    box.scrollTop = more.value === 'up' ? 0 : box.scrollTop + box.clientHeight * step
    look()
  }

  onMounted(() => {
    look()
    window.addEventListener('resize', look)
    page.value?.addEventListener('scroll', look)
  })
  onBeforeUnmount(() => {
    window.removeEventListener('resize', look)
    page.value?.removeEventListener('scroll', look)
  })
  watch(changes, look, { flush: 'post' })
  return { more, move }
}
