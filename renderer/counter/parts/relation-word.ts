import { useI18n } from 'vue-i18n'
import type { OperationView } from '../../../shared/contract/view'
import { usePack } from './pack'

/**
 * What a relation is called in the window's language. Core and the rule pack know it by its Chinese name (GB/T 4761);
 * the usual ones have a word of their own here, the others keep theirs. Inside the set-up of a component.
 */
export function useRelationWord(): (name: string) => string {
  const { t, te } = useI18n()
  const pack = usePack()
  return (name) => {
    const code = pack.value?.relations.find((relation) => relation.name === name)?.code
    const key = `counter.transfer.relations.${code ?? ''}`
    return code !== undefined && te(key) ? t(key) : name
  }
}

/** Whom an operation names besides the member: the payee, the insured person, the relative; empty for nobody. */
export function useOtherWord(): (other: OperationView['other']) => string {
  const { t } = useI18n()
  const relationWord = useRelationWord()
  return (other) => {
    if (other === null) return ''
    const { name, last4, relation } = other
    return relation === null
      ? t('counter.result.own', { last4 })
      : t('counter.result.other', { name, last4, relation: relationWord(relation) })
  }
}
