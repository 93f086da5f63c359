import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { parseMoment, periodOf, sinceOption } from './period.ts'

const now = new Date('2026-03-10T12:00:00Z')
const period = (since: string, until?: string) => {
  const found = periodOf(parseMoment(since), until === undefined ? undefined : parseMoment(until), now)
  return found && [found.from, found.until].map((at) => at.toISOString().slice(0, 16))
}

describe('periodOf', () => {
  it.each([
    ['7d', undefined, '2026-03-03T12:00', '2026-03-10T12:00'],
    ['12h', '1d', '2026-03-09T00:00', '2026-03-09T12:00'],
    ['1w', '2026-03-01', '2026-02-22T00:00', '2026-03-01T00:00'],
    ['2026-02-01', '2026-03-01', '2026-02-01T00:00', '2026-03-01T00:00'],
    ['2026-03-10T08:30+01:00', undefined, '2026-03-10T07:30', '2026-03-10T12:00'],
  ])('reads %s until %s', (since, until, from, end) => expect(period(since, until)).toEqual([from, end]))

  it.each([
    ['2026-03-10', '2026-03-10'],
    ['2027-01-01', undefined],
  ])('finds no time between %s and %s', (since, until) => expect(period(since, until)).toBeUndefined())
})

describe('parseMoment', () => {
  it.each([
    '',
    '7',
    'd',
    '0d',
    '7m',
    '2026-13-01',
    '2026-3-1',
    '2026-03-10T08:30',
    'yesterday',
    '2026-02-30',
    '2026-02-29T08:30Z',
    '0001-01-01',
    '99999w',
  ])('refuses "%s"', (text) => {
    expect(() => parseMoment(text)).toThrow('Write 7d, 12h or 2w')
  })
})

describe('sinceOption', () => {
  it('shows its default as it is written, and means it', () => {
    const command = new Command('log').addOption(sinceOption('a date', '7d'))
    expect(command.helpInformation()).toContain('(default: 7d)')
    expect(command.parse([], { from: 'user' }).opts()).toEqual({ since: parseMoment('7d') })
    expect(command.parse(['--since', '12h'], { from: 'user' }).opts()).toEqual({ since: parseMoment('12h') })
  })
})
