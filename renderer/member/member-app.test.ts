import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick, shallowRef } from 'vue'
import type { MemberAnswer, MemberBridge, MemberScreen, MemberState, Press } from './bridge/member-bridge'
import { createMemberBridge } from './bridge/member-bridge'
import { arrived, fakeCore } from './bridge/testing/fake-core'
import { generateKeyPair } from 'jose'
import { confirmScreen, hall, passwordScreen, viewOf } from './bridge/testing/views'
import MemberApp from './member-app.vue'
import { memberText } from './member-text'

const restMs = 300
const mountOn = (bridge: MemberBridge) =>
  mount(MemberApp, { props: { bridge }, global: { plugins: [memberText()] }, attachTo: document.body })
let app: ReturnType<typeof mountOn>
let pressed: MemberAnswer[]
let typed: (string | null)[]
const state = shallowRef<MemberState>({
  realm: 'practice',
  hall,
  screen: { name: 'please-wait' },
  lost: false,
  press: null,
  password: null,
})

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  pressed = []
  typed = []
  state.value = {
    ...state.value,
    realm: 'practice',
    screen: { name: 'please-wait' },
    lost: false,
    press: null,
    password: null,
  }
  const bridge: MemberBridge = {
    state,
    press: (_, answer) => void pressed.push(answer),
    password: (_, digits) => {
      typed.push(digits)
      return Promise.resolve()
    },
  }
  app = mountOn(bridge)
})
afterEach(() => {
  app.unmount()
  vi.useRealTimers()
})

async function show(screen: MemberScreen, part: Partial<MemberState> = {}): Promise<void> {
  state.value = { ...state.value, ...part, screen }
  await nextTick()
  vi.advanceTimersByTime(restMs)
}
const text = () => app.get('main').text()
const button = (answer: MemberAnswer) => app.get(`[data-answer=${answer}]`)
/** A finger's tap: unlike a key's, its click has a count. */
async function tap(answer: MemberAnswer): Promise<void> {
  button(answer).element.dispatchEvent(new MouseEvent('click', { detail: 1, bubbles: true }))
  await nextTick()
}
const pressOn = (part: Partial<Press>): Press => {
  const { operationId, wordsHash } = confirmScreen()
  return { operationId, wordsHash, answer: 'agree', state: 'sending', ...part }
}

describe('screens', () => {
  it('shows the hall and asks to wait', async () => {
    await show({ name: 'please-wait' })
    expect(text()).toBe(`请稍候${hall}`)
    await show({ name: 'please-wait' }, { lost: true })
    expect(text()).toContain('请稍等')
  })

  it('sends the member to the next desk while the store cannot be opened', async () => {
    await show({ name: 'next-desk' })
    expect(text()).toBe(`机器要检查一下，请到旁边窗口${hall}`)
  })

  it('asks for the card, with a picture', async () => {
    await show({ name: 'lay-card' })
    expect(text()).toContain('请把身份证放在这里')
    expect(app.get('svg[role=img]').attributes('aria-label')).toBe('图：身份证平放在读卡器上')
  })

  it('says card trouble in core’s words and shows no card to be laid down', async () => {
    await show({ name: 'card-trouble', words: '请把身份证放平，先别拿走' })
    expect(text()).toBe('请把身份证放平，先别拿走')
    expect(app.find('svg[role=img]').exists()).toBe(false)
  })

  it('greets by the masked name and tells of waiting money only if there is any', async () => {
    await show({ name: 'greeting', member: '王**', helps: null, waitingMoney: 0 })
    expect(text()).toBe('王**，您好您今天要办什么？')
    await show({ name: 'greeting', member: '王**', helps: null, waitingMoney: 1 })
    expect(text()).toContain('有一笔钱等您收')
    await show({ name: 'greeting', member: '王**', helps: null, waitingMoney: 3 })
    expect(text()).toContain('有 3 笔钱等您收')
  })

  it('says who helps whom', async () => {
    const helps = '李**（女儿）帮您办'
    await show({ name: 'greeting', member: '王**', helps, waitingMoney: 0 })
    expect(text()).toContain(helps)
  })

  it('shows the result with its number in threes', async () => {
    await show({
      name: 'result',
      headline: '登记好了，还没办',
      detail: '钱没有动。',
      number: '003128004517',
      tone: 'wait',
    })
    expect(text()).toBe('登记好了，还没办钱没有动。业务号003 128 004 517')
    await show({ name: 'result', headline: '办好了', detail: '', number: null, tone: 'done' })
    expect(text()).not.toContain('业务号')
  })

  it('marks practice, and only practice', async () => {
    await show({ name: 'lay-card' })
    expect(app.get('.tools').text()).toContain('练习')
    expect(app.get('.window').classes()).toContain('practice')
    await show({ name: 'lay-card' }, { realm: 'live' })
    expect(app.text()).not.toContain('练习')
  })
})

describe('the confirmation', () => {
  it('shows the question, the facts and three buttons, none of them chosen or focused', async () => {
    await show(confirmScreen())
    expect(text()).toContain('Please look: is this right?')
    for (const words of [
      'Your daughter *Xiaomei',
      'number ends 5820',
      '650.00 yuan',
      'six hundred and fifty',
    ]) {
      expect(text()).toContain(words)
    }
    const answers = app.findAll('.answer')
    expect(answers.map((each) => each.text())).toEqual(['同意', '不办了', '请帮我'])
    expect(answers.map((each) => each.attributes('aria-pressed'))).toEqual(['false', 'false', 'false'])
    expect(answers.map((each) => each.attributes('type'))).toEqual(['button', 'button', 'button'])
    expect(app.get('main').element.contains(document.activeElement)).toBe(false)
  })

  it('hands on a tap, once for a trembling finger, again after the rest', async () => {
    await show(confirmScreen())
    await tap('agree')
    await tap('agree')
    vi.advanceTimersByTime(restMs - 1)
    await tap('decline')
    expect(pressed).toEqual(['agree'])
    vi.advanceTimersByTime(1)
    await tap('decline')
    expect(pressed).toEqual(['agree', 'decline'])
  })

  it('ignores a tap meant for what stood there before', async () => {
    state.value = { ...state.value, screen: confirmScreen() }
    await nextTick()
    expect(button('agree').attributes('aria-disabled')).toBe('true')
    await tap('agree')
    expect(pressed).toEqual([])
    vi.advanceTimersByTime(restMs)
    await nextTick()
    expect(button('agree').attributes('aria-disabled')).toBe('false')
    state.value = { ...state.value, screen: confirmScreen({ wordsHash: 'b'.repeat(64) }) }
    await nextTick()
    await tap('agree')
    expect(pressed).toEqual([])
  })

  it.each(['Enter', ' '])('takes no answer from the key %j', async (key) => {
    await show(confirmScreen())
    for (const answer of ['agree', 'decline', 'help'] as const) {
      const element = button(answer).element
      for (const type of ['keydown', 'keyup']) {
        const event = new KeyboardEvent(type, { key, bubbles: true, cancelable: true })
        element.dispatchEvent(event)
        expect(event.defaultPrevented).toBe(true)
      }
      // the click a browser makes of a key, or a program makes
      if (element instanceof HTMLElement) element.click()
      expect(button(answer).attributes('tabindex')).toBe('-1')
    }
    vi.advanceTimersByTime(restMs)
    expect(pressed).toEqual([])
  })

  it('says what was pressed, and every button stays usable', async () => {
    await show(confirmScreen(), { press: pressOn({ answer: 'decline' }) })
    expect(app.get('.said').text()).toBe('您按了“不办了”，请稍候')
    expect(button('decline').attributes('aria-pressed')).toBe('true')
    const words = {
      agree: '您按了“同意”，请稍候',
      decline: '不办了，好的，没有办',
      help: '请稍等，工作人员来帮您',
    }
    for (const answer of ['agree', 'decline', 'help'] as const) {
      await show(confirmScreen({ answer }), { press: null })
      expect(app.get('.said').text()).toBe(words[answer])
      expect(button(answer).attributes('aria-pressed')).toBe('true')
      expect(app.findAll('.answer:disabled')).toHaveLength(0)
    }
    await tap('agree')
    expect(pressed).toEqual(['agree'])
  })

  it('asks to press again after a press that failed, and shows what core still holds', async () => {
    await show(confirmScreen({ answer: 'agree' }), { press: pressOn({ answer: 'decline', state: 'failed' }) })
    expect(app.get('.said').text()).toBe('刚才没按上，请再按一次')
    expect(button('agree').attributes('aria-pressed')).toBe('true')
    expect(button('decline').attributes('aria-pressed')).toBe('false')
  })

  it('shows no press that belongs to other words', async () => {
    await show(confirmScreen({ wordsHash: 'b'.repeat(64) }), { press: pressOn({}) })
    expect(app.get('.said').text()).toBe('')
  })
})

describe('the size of the letters', () => {
  const size = () => document.documentElement.dataset['size']
  const press = async () => {
    await app.get('[data-tool=size]').trigger('click')
    vi.advanceTimersByTime(restMs)
  }

  it('goes 28, 36, 48, 24 and on, says so, and names the way down', async () => {
    expect([size(), app.get('[data-tool=size]').text()]).toEqual(['28', '字大一点'])
    await press()
    expect([size(), app.get('.only-said').text()]).toEqual(['36', '字的大小：第 3 档，共 4 档'])
    await press()
    expect([size(), app.get('[data-tool=size]').text()]).toEqual(['48', '字变小'])
    await press()
    expect(size()).toBe('24')
    await press()
    expect(size()).toBe('28')
  })

  it('stays for the visit and begins anew with the next person', async () => {
    await press()
    await show(confirmScreen())
    expect(size()).toBe('36')
    await show({ name: 'lay-card' })
    expect(size()).toBe('28')
  })
})

describe('letters that fill the window', () => {
  it('show a button to look down, and up again at the end', async () => {
    const main = app.get('main').element
    let top = 0
    Object.defineProperties(main, {
      scrollHeight: { value: 900 },
      clientHeight: { value: 500 },
      scrollTop: { get: () => top, set: (to: number) => (top = Math.min(to, 400)) },
    })
    await show(confirmScreen())
    await nextTick()
    const more = () => app.get('[data-tool=more]')
    expect(more().text()).toBe('往下看')
    expect(main.getAttribute('tabindex')).toBe('0')
    await more().trigger('click')
    expect([top, more().text()]).toEqual([400, '往上看'])
    await more().trigger('click')
    expect([top, more().text()]).toEqual([0, '往下看'])
    await more().trigger('click')
    await show({ name: 'lay-card' })
    expect(top).toBe(0)
  })
})

describe('the keypad', () => {
  const keypad = async (part: Parameters<typeof passwordScreen>[1] = {}): Promise<void> => {
    const { publicKey } = await generateKeyPair('ECDH-ES', { crv: 'P-256', extractable: true })
    await show(await passwordScreen(publicKey, part))
  }
  const key = async (name: string): Promise<void> => {
    const target = app.get(`[data-key="${name}"]`).element
    target.dispatchEvent(new MouseEvent('click', { detail: 1, bubbles: true }))
    await nextTick()
  }
  const keys = async (names: string): Promise<void> => {
    for (const name of names) {
      await key(name)
      vi.advanceTimersByTime(restMs)
    }
  }
  const dots = () => app.findAll('.dots .on').length

  it('takes six digits, shows none of them, and gives them once', async () => {
    await keypad()
    await keys('73091')
    await key('done')
    expect([dots(), typed]).toEqual([5, []])
    await keys('45')
    expect(dots()).toBe(6)
    expect(document.body.innerHTML).not.toContain('730914')
    await key('done')
    await key('done')
    expect([dots(), typed]).toEqual([0, ['730914']])
  })

  it('counts one press of a trembling finger once, and another key at once', async () => {
    await keypad()
    await key('7')
    await key('7')
    await key('3')
    expect(dots()).toBe(2)
    vi.advanceTimersByTime(restMs)
    await key('back')
    expect(dots()).toBe(1)
    await key('clear')
    expect(dots()).toBe(0)
  })

  it('can be typed on the keyboard before the display, and not while it is being checked', async () => {
    await keypad()
    const press = (name: string) => window.dispatchEvent(new KeyboardEvent('keydown', { key: name }))
    for (const name of ['2', '4', '6', '8', '1', '0', '1', 'Backspace', '0', 'Enter']) press(name)
    expect(typed).toEqual(['246810'])
    await show(state.value.screen, { password: { asking: 'first', state: 'sending' } })
    press('1')
    await nextTick()
    expect(dots()).toBe(0)
    expect(text()).toContain('正在核对')
  })

  it('lets the member say that it is forgotten, and says what the centre said without a reproach', async () => {
    await keypad({ said: '密码不对，不着急，还可以试 4 次' })
    expect(text()).toContain('不着急，还可以试 4 次')
    await key('forgotten')
    expect(typed).toEqual([null])
  })

  it('forgets what was typed when it is asked for anew', async () => {
    await keypad()
    await keys('123')
    await keypad({ asking: 'second' })
    expect(dots()).toBe(0)
  })
})

it('carries a tap to core with the operation and the hash of its words', async () => {
  const core = fakeCore()
  const real = createMemberBridge(core.ports, { keypad: () => true, steadyMs: () => 0 })
  app.unmount()
  app = mountOn(real)
  core.show(viewOf(confirmScreen()))
  core.wire()
  await arrived()
  vi.advanceTimersByTime(restMs)
  await tap('agree')
  await arrived()
  const { operationId, wordsHash } = confirmScreen()
  expect(core.answers).toEqual([{ operationId, wordsHash, answer: 'agree' }])
  core.die()
})

it('has the same words in both languages', () => {
  const keys = (value: unknown): string[] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, each]) => [key, ...keys(each).map((rest) => `${key}.${rest}`)])
      : []
  const { messages } = memberText('en').global
  expect(keys(messages.value.en)).toEqual(keys(messages.value['zh-CN']))
})
