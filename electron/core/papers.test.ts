import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import type { VisitId } from '../../shared/domain/ids'
import { confirmed, father, help, jpeg, keep, payloadOf, scan, scans } from './testing/agent-acts'
import { agreed, refusedCodes, take, transferForm } from './testing/clerk-acts'
import { counterWorld } from './testing/counter-world'
import type { OpenCounter } from './testing/practice-counter'

/* Papers that show an authority: picked, kept sealed, bound by their hash, and said when they are gone. */

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const world = counterWorld()
afterAll(() => {
  rmSync(scans, { recursive: true, force: true })
})

describe('a kept paper', () => {
  const folder = (counter: OpenCounter): string => join(counter.station.dataDir, 'attachments')

  it('lies sealed on the disk, bound by its hash in the journal, and is told to the centre by hash alone', async () => {
    const counter = await world.alone()
    const visitId = await father(counter)
    const paperId = await keep(counter, visitId, 'authority-letter')
    const file = readFileSync(join(folder(counter), `${paperId}.sealed`))
    expect(file.subarray(0, 32).toString()).toBe('wallet-counter attachment intl-1')
    expect(file.includes(Buffer.from('委托书'))).toBe(false)
    await counter.counter.agent.settle({ visitId, form: { ...help, memberPresent: false, paperId } })
    await confirmed(counter, visitId)
    const id = await take(counter, visitId, transferForm('10'))
    const kept = counter.committed.find(({ type }) => type === 'attachment-kept')
    const paper = payloadOf(counter, id).agent?.paper
    expect(kept).toMatchObject({ attachmentId: paperId, sha256: paper?.sha256, bytes: jpeg.length })
    const record = counter.core.projection.attachment(paperId)
    if (record === null) throw new Error('the paper is not known')
    const read = counter.core.papers.attachments.read(visitId as VisitId, record)
    expect(read.ok && read.value.equals(jpeg)).toBe(true)
  })

  it.each(['lost', 'damaged'] as const)('that is %s is said before anything is taken on it', async (how) => {
    const counter = await world.alone()
    const visitId = await father(counter)
    const paperId = await keep(counter, visitId, 'authority-letter')
    await counter.counter.agent.settle({ visitId, form: { ...help, memberPresent: false, paperId } })
    await confirmed(counter, visitId)
    const operationId = await agreed(counter, visitId, transferForm('10'))
    const path = join(folder(counter), `${paperId}.sealed`)
    if (how === 'lost') rmSync(path)
    else {
      const bytes = readFileSync(path)
      bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1
      writeFileSync(path, bytes)
    }
    expect(await refusedCodes(counter.counter.take({ operationId }))).toEqual([`attachment.${how}`])
  })

  it.each([
    ['a program', Buffer.from('#!/bin/sh\n'), 'attachment.not-a-picture'],
    ['nothing', Buffer.alloc(0), 'attachment.not-a-picture'],
    ['a picture by its name alone', Buffer.from('GIF89a'), 'attachment.not-a-picture'],
    ['a huge picture', Buffer.concat([jpeg, Buffer.alloc(5 * 1024 * 1024)]), 'attachment.too-big'],
  ])('is never %s', async (_what, bytes, code) => {
    const counter = await world.alone()
    const visitId = await father(counter)
    expect(await refusedCodes(keep(counter, visitId, 'authority-letter', bytes))).toEqual([code])
    expect(counter.view().visit?.papers).toEqual([])
    expect(readdirSync(counter.station.dataDir)).not.toContain('attachments')
  })

  it('is not kept when nothing is picked, when the file is gone, or twice under one id', async () => {
    const counter = await world.alone()
    const visitId = await father(counter)
    const ask = { visitId, attachmentId: randomUUID(), kind: 'authority-letter' as const }
    expect(await counter.counter.keepPaper(ask)).toEqual({ kept: false })
    counter.picks.push(join(scans, 'no-such-file.jpg'))
    expect(await refusedCodes(counter.counter.keepPaper(ask))).toEqual(['attachment.unreadable'])
    counter.picks.push(scan('one.jpg', jpeg), scan('two.jpg', jpeg))
    expect(await counter.counter.keepPaper(ask)).toEqual({ kept: true })
    expect(await counter.counter.keepPaper(ask)).toEqual({ kept: true })
    expect(counter.picks).toHaveLength(1)
  })

  it('whose event was never written is removed at the next start, and no other', async () => {
    const counter = await world.alone()
    const visitId = await father(counter)
    const paperId = await keep(counter, visitId, 'authority-letter')
    writeFileSync(join(folder(counter), `${randomUUID()}.sealed`), 'half')
    counter.stop()
    await world.again(counter)
    expect(readdirSync(folder(counter))).toEqual([`${paperId}.sealed`])
  })
})
