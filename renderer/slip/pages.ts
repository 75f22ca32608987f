/** Heights in px of what goes on paper, as measured. */
export interface Measures {
  /** What one page holds inside its border. */
  room: number
  /** The head of the first page: title, banner, number. */
  firstHead: number
  /** The head of every later page: title and number again. */
  laterHead: number
  /** The blocks below the head, in order. */
  blocks: readonly number[]
}

/**
 * Deals the blocks out to pages, in order, none cut and none lost. A block higher than a whole page gets a page of its
 * own (and flows on over its edge, as the browser does it).
 * @returns the blocks' indexes, page by page; at least one page
 */
export function dealOut({ room, firstHead, laterHead, blocks }: Measures): number[][] {
  const first: number[] = []
  const pages = [first]
  let page = first
  let left = room - firstHead
  blocks.forEach((height, index) => {
    if (height > left && page.length > 0) {
      page = []
      pages.push(page)
      left = room - laterHead
    }
    page.push(index)
    left -= height
  })
  return pages
}
