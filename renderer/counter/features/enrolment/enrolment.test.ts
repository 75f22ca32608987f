import { afterEach, describe, expect, it } from 'vitest'
import { writeEnrolmentCode } from '../../../../shared/domain/enrolment-code'
import type { StoreState } from '../../../../shared/contract/store'
import { aRefusal, Refused } from '../../bridge/testing/fake-core'
import { openWindow } from '../../testing/mount-window'
import type { TestWindow } from '../../testing/mount-window'
import { aView } from '../../testing/samples'

let opened: TestWindow | null = null
afterEach(() => {
  opened?.close()
  opened = null
})

const toEnrol = (parts: Partial<Extract<StoreState, { state: 'to-enrol' }>> = {}): StoreState => ({
  state: 'to-enrol',
  station: null,
  passphrase: 'none',
  ...parts,
})
// the window of a test is a practice one
const code = writeEnrolmentCode('practice', {
  secret: '0123456789ABCDEFGH',
  thumbprint: 'JKMNPQRSTVWXYZ0123456789',
})

async function start(state: StoreState, answers = {}): Promise<TestWindow> {
  opened = openWindow(aView(), answers, state)
  await opened.settle()
  return opened
}

describe('enrolment', () => {
  it('counts the groups that are missing, says at once when a character is wrong, and when the code is one of the other realm', async () => {
    const it = await start(toEnrol())
    await it.type('#enrol-code', code.slice(0, 14))
    expect(it.text()).toContain('还差 9 组')
    await it.type('#enrol-code', `${code.slice(0, -1)}${code.endsWith('0') ? '1' : '0'}`)
    expect(it.text()).toContain('登记码输错了')
    await it.type('#enrol-code', code.toLowerCase().replaceAll('-', ' '))
    expect(it.text()).toContain('登记码核对上了')
    const live = writeEnrolmentCode('live', {
      secret: '0123456789ABCDEFGH',
      thumbprint: 'JKMNPQRSTVWXYZ0123456789',
    })
    await it.type('#enrol-code', live)
    expect(it.text()).toContain('不能混用')
  })

  it('asks core only for what is whole; what is missing is said at its field', async () => {
    const it = await start(toEnrol({ passphrase: 'new' }), { 'store.enrol': () => ({}) })
    const go = async (): Promise<void> => {
      it.button('登记').click()
      await it.settle()
    }
    await go()
    expect(it.core.inputsOf('store.enrol')).toEqual([])
    await it.type('#enrol-code', code)
    await go()
    expect(it.text()).toContain('中心的地址不对')
    await it.type('#enrol-address', '10.1.2.3:8443')
    await go()
    expect(it.text()).toContain('要定一个开机口令')
    await it.type('#enrol-passphrase', '春天 花园 小鸟 唱歌')
    await it.type('#enrol-again', '春天 花园 小鸟')
    await go()
    expect(it.text()).toContain('两遍口令不一样')
    await it.type('#enrol-again', '春天 花园 小鸟 唱歌')
    await go()
    expect(it.core.inputsOf('store.enrol')).toEqual([
      { code, address: '10.1.2.3:8443', passphrase: '春天 花园 小鸟 唱歌' },
    ])
  })

  it('shows what the centre refuses, and which counter’s records lie here', async () => {
    const refuse = new Refused([aRefusal('enrol.code-used', 'code')])
    const it = await start(toEnrol({ station: 'town-7' }), { 'store.enrol': refuse })
    expect(it.text()).toContain('窗口 town-7 的记录')
    await it.type('#enrol-code', code)
    await it.type('#enrol-address', '10.1.2.3:8443')
    it.button('登记').click()
    await it.settle()
    expect(it.text()).toContain('这个登记码已经用过了')
    expect(it.text()).toContain('请向中心再领一个')
  })
})
