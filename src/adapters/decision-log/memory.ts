import type { DecisionLog } from '../../speller/ports.ts'
import type { DecisionRecord, Feedback, Label, LoggedDecision } from '../../speller/types.ts'

export interface MemoryLogOptions {
  /** Decisions kept; beyond it the oldest are forgotten, with their feedback, and counted as dropped. */
  readonly maxBuffered?: number
}

/** Keeps the newest decisions of this process; nothing survives it. */
export function createMemoryLog({ maxBuffered = 10_000 }: MemoryLogOptions = {}): DecisionLog {
  const entries = new Map<
    string,
    { readonly record: DecisionRecord; readonly feedback: Feedback[]; readonly labels: Label[] }
  >()
  let dropped = 0
  let closed = false

  return {
    append(record) {
      if (closed) return void dropped++
      if (entries.has(record.id)) return
      entries.set(record.id, { record, feedback: [], labels: [] })
      const oldest = entries.keys().next().value
      if (entries.size > maxBuffered && oldest !== undefined) {
        entries.delete(oldest)
        dropped++
      }
    },
    async feedback(given) {
      const entry = entries.get(given.decisionId.toLowerCase())
      if (entry === undefined) return 'unknown_decision'
      entry.feedback.push({ ...given, decisionId: entry.record.id })
      return 'recorded'
    },
    async label(given) {
      const entry = entries.get(given.decisionId.toLowerCase())
      if (entry === undefined) return 'unknown_decision'
      entry.labels.push({ ...given, decisionId: entry.record.id })
      return 'recorded'
    },
    async find(id) {
      const entry = entries.get(id.toLowerCase())
      return entry && copyOf(entry)
    },
    async *read({ from, until }) {
      const timed = [...entries.values()].map((entry) => ({ entry, time: Date.parse(entry.record.at) }))
      const wanted = timed.filter(({ time }) => from.getTime() <= time && time < until.getTime())
      wanted.sort((a, b) => a.time - b.time || (a.entry.record.id < b.entry.record.id ? -1 : 1))
      for (const { entry } of wanted) yield copyOf(entry)
    },
    async flush() {},
    get dropped() {
      return dropped
    },
    waiting: 0,
    isFailing: false,
    async close() {
      closed = true
    },
  }
}

function copyOf({ record, feedback, labels }: LoggedDecision): LoggedDecision {
  return { record, feedback: [...feedback], labels: [...labels] }
}
