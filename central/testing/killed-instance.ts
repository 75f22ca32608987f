import { openPostgres } from '../postgres'
import type { Batch } from '../../shared/contract/central'
import { instanceOn } from './instance'

/** An instance in a process of its own, to be killed: works through the batches it is told and says each answer. */
const [, , url] = process.argv
if (url === undefined) throw new Error('no database')
const database = await openPostgres(url)
const instance = instanceOn(database)
process.on('message', (batch) => {
  void instance.work(batch as Batch).then((answer) => process.send?.({ ok: answer.ok }))
})
process.send?.({ ready: true })
