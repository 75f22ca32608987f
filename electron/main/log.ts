/** Whose line it is: a process, or a part of main. */
export type LogSource = 'main' | 'core' | 'devices' | 'centre'
export type LogLevel = 'info' | 'warn' | 'error'
/** Counts, codes and durations; never personal data. */
export type LogData = Readonly<Record<string, string | number | boolean | null>>
export type Log = (level: LogLevel, source: LogSource, code: string, data?: LogData) => void

/** The one home of the console in main: one JSON line each to stderr, with milliseconds since the start. */
export const log: Log = (level, source, code, data = {}) => {
  console.error(JSON.stringify({ level, source, code, ms: Math.round(performance.now()), ...data }))
}

/** What may be logged of something thrown: its name and the code Node gives it, never its message. */
export function failureData(failure: unknown): LogData {
  if (!(failure instanceof Error)) return { failure: typeof failure }
  const code = 'code' in failure && typeof failure.code === 'string' ? failure.code : null
  return { failure: failure.name, system: code }
}
