import { join } from 'node:path'

/** The rule that lets whoever sits at the desk use its card reader; shipped beside the program. */
const ruleFile = '70-wallet-counter-readers.rules'

/** The exact line an administrator types on Linux; null elsewhere, where no such step exists. */
export function permissionFix(platform: NodeJS.Platform, resourcesDir: string): string | null {
  if (platform !== 'linux') return null
  const rule = join(resourcesDir, ruleFile).replaceAll("'", String.raw`'\''`)
  return [
    `sudo install -m 644 '${rule}' /etc/udev/rules.d/`,
    'sudo udevadm control --reload',
    'sudo udevadm trigger --subsystem-match=hidraw',
  ].join(' && ')
}
