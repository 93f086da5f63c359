import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { recordFor } from '../adapters/decision-log/contract-records.ts'
import { createMemoryLog } from '../adapters/decision-log/memory.ts'
import { SpellerError } from '../speller/errors.ts'
import { openExistingLog } from './existing-log.ts'
import { runLabelCommand } from './label-command.ts'
import { runLogCommand } from './testing/run-log-command.ts'

function logged() {
  const log = createMemoryLog()
  const record = recordFor('nikee shoes')
  log.append(record)
  return { log, id: record.id }
}

describe('runLabelCommand', () => {
  it.each([
    [['right'], { kind: 'right' }, '"nikee shoes" -> "nike shoes" (rewrite): right\n'],
    [['wrong'], { kind: 'wrong' }, '"nikee shoes" -> "nike shoes" (rewrite): wrong\n'],
    [
      ['should-be', ' nikon shoes '],
      { kind: 'should_be', text: 'nikon shoes' },
      '"nikee shoes" -> "nike shoes" (rewrite): should be "nikon shoes"\n',
    ],
  ])('records %j', async (args, label, said) => {
    const { log, id } = logged()
    const { code, stdout } = await runLogCommand(runLabelCommand, [id, ...args], { log })
    expect([code, stdout]).toEqual([0, said])
    expect((await log.find(id))?.labels).toEqual([{ decisionId: id, ...label }])
  })

  it('shows the controls of a query', async () => {
    const { log } = logged()
    const record = recordFor('nikee\u001b[2J\u009b shoes')
    log.append(record)
    const { stdout } = await runLogCommand(runLabelCommand, [record.id, 'wrong'], { log })
    expect(stdout).toMatch(/^"nikee\\u001b\[2J\\u009b shoes" -> /)
  })

  it.each([
    [[], "missing required argument 'id'"],
    [['ID'], "missing required argument 'kind'"],
    [['ID', 'good'], 'Allowed choices are right, wrong, should-be'],
    [['ID', 'should-be'], 'should-be needs the text that was meant'],
    [['ID', 'should-be', '  '], 'should-be needs the text that was meant'],
    [['ID', 'should-be', 'x'.repeat(513)], 'longer than 512'],
    [['ID', 'right', 'nike'], 'text belongs to should-be, not to right'],
    [['ID', 'right', 'nike', 'shoes'], 'too many arguments'],
    [
      ['4c2d1e8a-0000-4000-8000-000000000000', 'right'],
      'No decision 4c2d1e8a-0000-4000-8000-000000000000 is in the log',
    ],
  ])('exits 2 for %j', async (args, message) => {
    const { log, id } = logged()
    const { code, stderr } = await runLogCommand(
      runLabelCommand,
      args.map((arg) => arg.replace('ID', id)),
      { log },
    )
    expect(stderr).toContain(message)
    expect(code).toBe(2)
    expect((await log.find(id))?.labels).toEqual([])
  })

  it('says how to label while a server holds the log', async () => {
    const openLog = () => Promise.reject(new SpellerError('log_in_use', 'In use by process 12.'))
    const { code, stderr } = await runLogCommand(runLabelCommand, ['7', 'should-be', 'nike'], { openLog })
    expect(code).toBe(1)
    expect(stderr).toBe(
      'In use by process 12.\nOr ask the server that holds it: POST /v1/labels with {"id":"7","kind":"should_be","text":"nike"}\n',
    )
  })

  it('makes no log where there is none', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'querymend-label-'))
    const context = { env: { QUERYMEND_DATA: dir }, openLog: openExistingLog }
    const { code, stderr } = await runLogCommand(runLabelCommand, ['7', 'right'], context)
    await rm(dir, { recursive: true })
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining(`There is no decision log in ${join(dir, 'decisions')}`),
    ])
  })
})
