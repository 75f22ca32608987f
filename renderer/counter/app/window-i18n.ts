import { createI18n } from 'vue-i18n'
import { messages as en } from '../../../shared/text/en'
import { messages as zhCN } from '../../../shared/text/zh-CN'

/** Chinese first; English can be chosen in the header. Words that are missing in English are shown in Chinese. */
export function createWindowI18n() {
  return createI18n({
    legacy: false,
    locale: 'zh-CN',
    fallbackLocale: 'zh-CN',
    messages: { 'zh-CN': zhCN, en },
  })
}
