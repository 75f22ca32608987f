import { createI18n } from 'vue-i18n'
import { member as en } from '../../shared/text/en/member'
import { member as zhCN } from '../../shared/text/zh-CN/member'

/** The window's own words. Chinese is what the member reads; English stands ready beside it. */
export function memberText(locale: 'zh-CN' | 'en' = 'zh-CN') {
  return createI18n({
    legacy: false,
    locale,
    fallbackLocale: 'zh-CN',
    messages: { 'zh-CN': { member: zhCN }, en: { member: en } },
  })
}
