import type { Result } from '../../../../shared/domain/result'
import { fail, ok } from '../../../../shared/domain/result'
import type { Keychain, KeychainFailure, Sealed } from '../../ports'

/** A keychain of the operating system that can be taken away, or set up anew. */
export class TestKeychain implements Keychain {
  private readonly kept = new Map<string, string>()
  backend = 'gnome_libsecret'
  gone = false

  seal(text: string): Promise<Result<Sealed, KeychainFailure>> {
    if (this.gone) return Promise.resolve(fail('key.keychain-gone'))
    const sealed = Buffer.from(`ticket ${String(this.kept.size)}`).toString('base64')
    this.kept.set(sealed, text)
    return Promise.resolve(ok({ backend: this.backend, sealed }))
  }

  open({ backend, sealed }: Sealed): Promise<Result<string, KeychainFailure>> {
    if (this.gone) return Promise.resolve(fail('key.keychain-gone'))
    const text = backend === this.backend ? this.kept.get(sealed) : undefined
    return Promise.resolve(text === undefined ? fail('key.keychain-changed') : ok(text))
  }

  /** The operating system was set up anew: what it had sealed is lost. */
  setUpAnew(): void {
    this.kept.clear()
  }
}
