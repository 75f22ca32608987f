import { inject, shallowRef, watch } from 'vue'
import type { InjectionKey, Ref } from 'vue'
import type { Bridge } from '../bridge/bridge'
import type { CounterClient } from '../bridge/client'

/** Regions, relations and limits of the rule pack in force, for the forms. */
export type FormPack = Awaited<ReturnType<CounterClient['packForForms']>>
export type PackRegionLine = FormPack['regions'][number]

export const packKey: InjectionKey<Readonly<Ref<FormPack | null>>> = Symbol('pack')

/** Reads the pack when somebody signs in and again whenever its number changes; null until it is here. */
export function createPack(bridge: Bridge): Readonly<Ref<FormPack | null>> {
  const pack = shallowRef<FormPack | null>(null)
  const wanted = (): string | null => {
    const view = bridge.view.value
    return view?.session == null ? null : `${view.run} ${view.pack.number}`
  }
  watch(
    wanted,
    async (key) => {
      if (key === null) return
      const answer = await bridge.call((client) => client.packForForms({}))
      if (answer.ok) pack.value = answer.value
    },
    { immediate: true },
  )
  return pack
}

/** The pack for the forms; inside the set-up of a component or a store. */
export function usePack(): Readonly<Ref<FormPack | null>> {
  const pack = inject(packKey)
  if (pack === undefined) throw new Error('no pack is provided')
  return pack
}
