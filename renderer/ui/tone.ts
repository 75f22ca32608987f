/** wait = normal waiting · ask = someone must look · stop = someone must act · done. */
export type Tone = 'wait' | 'ask' | 'stop' | 'done'
