import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decisionFor } from '../speller/testing/decision.ts'
import { writeClientPackage } from './client-package.ts'

// A project that has the package installed, and nothing else. Its types are checked there by .ci/client-smoke.sh.
let project: string
let installed: string
beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'querymend-client-'))
  installed = join(project, 'node_modules', 'querymend')
  writeClientPackage(installed)
  writeFileSync(join(project, 'package.json'), '{"type":"module"}')
})
afterAll(() => rmSync(project, { recursive: true }))

describe('writeClientPackage', () => {
  it('holds the client, its types and the licence, needs no other package, and has the version of the project', () => {
    const files = ['LICENSE', 'NOTICE', 'client.d.ts', 'client.js', 'package.json', 'types.d.ts']
    expect(readdirSync(installed).sort()).toEqual(files)
    const manifestIn = (dir: string) =>
      JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8')) as Record<string, unknown>
    const { name, version, ...rest } = manifestIn(installed)
    expect([name, version]).toEqual(['querymend', manifestIn(join(import.meta.dirname, '..', '..'))['version']])
    expect(Object.keys(rest)).not.toContain('dependencies')
    expect(readFileSync(join(installed, 'client.js'), 'utf8')).not.toMatch(/\bimport\b|\brequire\b/)
  })

  it('is imported by Node as it stands, and corrects', () => {
    const answer = JSON.stringify(decisionFor('nikee'))
    const script = `
      import { createClient } from 'querymend/client'
      const client = createClient('', { fetch: async () => new Response(process.argv[2]) })
      process.stdout.write((await client.correct('nikee')).applied)`
    writeFileSync(join(project, 'use.js'), script)
    const said = execFileSync(process.execPath, [join(project, 'use.js'), answer], { encoding: 'utf8' })
    expect(said).toBe('nike shoes')
  })
})
