import canonicalize from 'canonicalize'

/** A value that JSON can hold. */
export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined }

/**
 * RFC 8785 text of a value: the one form that is hashed, signed, journalled and sent.
 * Its bytes are the UTF-8 of the text. A value that JSON cannot hold is a bug and throws.
 */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value)
  if (text === undefined) throw new TypeError('canonicalJson: the value has no JSON form')
  return text
}
