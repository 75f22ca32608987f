import { ElOption, ElSelect } from 'element-plus'
import type { FunctionalComponent } from 'vue'

interface SelectProps {
  readonly modelValue: string
  /** Of the input, so that a label can name it. */
  readonly id?: string
  readonly placeholder?: string
  readonly filterable?: boolean
  readonly defaultFirstOption?: boolean
  readonly filterMethod?: (text: string) => void
  readonly noMatchText?: string
  readonly noDataText?: string
  readonly ariaLabel?: string
}

interface SelectEvents {
  'update:modelValue': (value: string) => void
  change: (value: string) => void
  'visible-change': (visible: boolean) => void
  [event: string]: (...values: never[]) => void
}

interface OptionProps {
  readonly value: string
  readonly label: string
}

/**
 * Element Plus' select and its options with the properties this product uses. The library's own property types come out
 * as descriptions of properties instead of their values under `exactOptionalPropertyTypes`.
 */
export const SelectField = ElSelect as unknown as FunctionalComponent<SelectProps, SelectEvents>
export const SelectOption = ElOption as unknown as FunctionalComponent<OptionProps>
