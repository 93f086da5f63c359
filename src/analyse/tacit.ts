import { wilsonInterval } from '../evaluate/wilson.ts'
import type { Opinions } from './opinions.ts'

/** More than so many of those who were served a rewrite must surely take it back before the query counts as right. */
const surelyTakenBack = 0.2

/** How often the same rewrite of a query was taken back, and how often it was let be. */
export interface Reception {
  readonly reverted: number
  readonly silent: number
}

/**
 * True where too few took a rewrite back for the query to have been right: shoppers say nothing of a rewrite that they wanted, so every misspelling
 * that is searched often has its reverts. By the lower end of Wilson's interval; one of one is not too few, one of two is. False where nobody did.
 */
export function isOutnumbered({ reverted, silent }: Reception): boolean {
  return reverted > 0 && wilsonInterval({ hits: reverted, n: reverted + silent }).low <= surelyTakenBack
}

/** How shoppers took a rewrite: undefined where they accepted it without taking it back, and where a person judged it. */
export function receptionOf({ isAccepted, isReverted, label }: Opinions): keyof Reception | undefined {
  if (label) return undefined
  if (isReverted) return 'reverted'
  return isAccepted ? undefined : 'silent'
}

/** Counts by a query's key and by what it was rewritten to. */
export function createReceptions() {
  const byKey = new Map<string, Map<string, { reverted: number; silent: number }>>()
  const of = (key: string, corrected: string) => {
    const own = byKey.get(key) ?? new Map<string, { reverted: number; silent: number }>()
    byKey.set(key, own)
    const found = own.get(corrected) ?? { reverted: 0, silent: 0 }
    own.set(corrected, found)
    return found
  }
  return {
    add: (reception: keyof Reception, key: string, corrected: string) => void of(key, corrected)[reception]++,
    /** Of all rewrites of the query that somebody took back. */
    of(key: string): Reception {
      const doubted = [...(byKey.get(key)?.values() ?? [])].filter(({ reverted }) => reverted > 0)
      const sum = (what: 'reverted' | 'silent') => doubted.reduce((total, each) => total + each[what], 0)
      return { reverted: sum('reverted'), silent: sum('silent') }
    },
  }
}
