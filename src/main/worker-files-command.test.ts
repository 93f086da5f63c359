import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openEmbeddedStore } from '../adapters/catalog-index/embedded.ts'
import { runWorkerFilesCommand } from './worker-files-command.ts'

const models = new URL('../../models', import.meta.url).pathname

let dir: string
let env: Record<string, string>
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'querymend-worker-files-'))
  env = {
    QUERYMEND_DATA: join(dir, 'data'),
    QUERYMEND_OVERRIDES: join(dir, 'rules.jsonl'),
    QUERYMEND_MODEL: models,
    QUERYMEND_PROMPT: join(dir, 'prompt.txt'),
  }
  writeFileSync(join(dir, 'prompt.txt'), 'Correct. {context} {query}')
})
afterEach(() => rmSync(dir, { recursive: true }))

async function ingest() {
  const builder = await openEmbeddedStore(join(dir, 'data/catalog')).build()
  await builder.addNames([{ text: 'Nike', form: 'nike', kind: 'brand', count: 1 }])
  return builder.commit({ products: 1 })
}

function run(...args: readonly string[]) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const text = (stream: PassThrough) => ((stream.read() as Buffer | null) ?? '').toString()
  return runWorkerFilesCommand({ args, env, stdout, stderr }).then((code) => ({
    code,
    out: text(stdout),
    err: text(stderr),
  }))
}
const out = () => join(dir, 'out')
/** Places of the copied files. */
const copied = () =>
  readdirSync(out(), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== '.querymend-worker-files')
    .map((entry) => join(entry.parentPath, entry.name).slice(out().length + 1))

describe('runWorkerFilesCommand', () => {
  it('copies what was learned, the prompt, the rules, the head queries and the live catalog to where a Worker looks, wherever they lie', async () => {
    const { id } = await ingest()
    writeFileSync(join(dir, 'rules.jsonl'), '{"rule":"protect","term":"nikee"}\n')
    writeFileSync(join(dir, 'data/head.jsonl'), '')
    const { code, err } = await run('--out', out())
    expect([code, err]).toEqual([0, ''])
    const shared = [
      'channel.json',
      'coinages.json',
      'background.bin',
      'languages.json',
      ...['de', 'es', 'fr', 'it', 'nl', 'pl', 'pt', 'sv'].map((language) => `languages/${language}.bin`),
      'misspellings.bin',
      'letters.bin',
      'word-vectors.bin',
    ]
    const learned = ['config.json', 'ranker.json', 'operating-point.json', ...shared]
    const wanted = new Map([
      ...learned.map((name) => [`models/${name}`, join(models, name)] as const),
      ['catalog/overrides.jsonl', join(dir, 'rules.jsonl')],
      ['prompts/prompt.txt', join(dir, 'prompt.txt')],
      ['data/head.jsonl', join(dir, 'data/head.jsonl')],
      [`data/catalog/${id}.qmix`, join(dir, `data/catalog/${id}.qmix`)],
      ['data/catalog/CURRENT', join(dir, 'data/catalog/CURRENT')],
    ])
    expect(copied().sort()).toEqual([...wanted.keys(), 'prompts/PROMPT'].sort())
    expect(readFileSync(join(out(), 'prompts/PROMPT'), 'utf8')).toBe('prompt.txt')
    for (const [place, file] of wanted)
      expect(readFileSync(join(out(), place)).equals(readFileSync(file)), place).toBe(true)
  })

  it('says so where there are no rules to copy', async () => {
    expect(await run('--out', out(), '--without-catalog')).toMatchObject({
      code: 0,
      err: `${join(dir, 'rules.jsonl')} is not there: the Worker gets no rules (QUERYMEND_OVERRIDES).\n`,
    })
    expect(copied()).not.toContain('catalog/overrides.jsonl')
  })

  it('brings the graphs where they are asked for, and the tables of another folder', async () => {
    env['QUERYMEND_MODEL'] = join(models, 'large')
    expect(await run('--out', out(), '--without-catalog', '--with-model')).toMatchObject({
      code: 0,
    })
    for (const name of ['decode.onnx', 'encode-query.onnx', 'encode-names.onnx', 'ranker.json'])
      expect(readFileSync(join(out(), 'models', name)).equals(readFileSync(join(models, 'large', name))), name).toBe(
        true,
      )
    expect(readFileSync(join(out(), 'models/channel.json')).equals(readFileSync(join(models, 'channel.json')))).toBe(
      true,
    )
  })

  it('makes its folder anew, or leaves it as it was when something is missing, with nothing beside it', async () => {
    await ingest()
    expect(await run('--out', out())).toMatchObject({ code: 0 })
    expect(await run('--out', out(), '--without-catalog')).toMatchObject({ code: 0 })
    const before = copied()
    expect(before.filter((path) => path.startsWith('data/'))).toEqual([])
    env['QUERYMEND_MODEL'] = join(dir, 'none')
    expect(await run('--out', out())).toMatchObject({
      code: 2,
      err: expect.stringMatching(/none\/languages\.json cannot be read/) as string,
    })
    expect(copied()).toEqual(before)
    expect(existsSync(`${out()}.part`)).toBe(false)
  })

  it('says that there is no catalog, and makes nothing', async () => {
    const { code, err } = await run('--out', out())
    expect(code).toBe(2)
    expect(err).toMatch(/holds no catalog\. Run `npm run ingest` first/)
    expect(existsSync(out())).toBe(false)
  })

  it('says that the chosen prompt is not there, and makes nothing', async () => {
    rmSync(join(dir, 'prompt.txt'))
    const { code, err } = await run('--out', out(), '--without-catalog')
    expect([code, err]).toEqual([2, `QUERYMEND_PROMPT: ${join(dir, 'prompt.txt')} cannot be read\n`])
    expect(existsSync(out())).toBe(false)
  })

  it('says that the file of the live generation is lost, and makes nothing', async () => {
    const { id } = await ingest()
    rmSync(join(dir, `data/catalog/${id}.qmix`))
    const { code, err } = await run('--out', out())
    expect([code, err]).toEqual([2, expect.stringMatching(`^The file of generation ${id} is missing: .* again\\.\n$`)])
    expect(existsSync(out())).toBe(false)
  })

  it.each(['', '.part'])('deletes no folder out%s that it did not make', async (suffix) => {
    const folder = `${out()}${suffix}`
    mkdirSync(folder)
    expect(await run('--out', out(), '--without-catalog')).toMatchObject({ code: 0 })
    rmSync(out(), { recursive: true })
    mkdirSync(join(folder, 'models'), { recursive: true })
    writeFileSync(join(folder, 'thesis.txt'), 'years of work')
    const { code, err } = await run('--out', out(), '--without-catalog')
    expect(code).toBe(2)
    expect(err).toContain(`${folder} holds files that this command did not make`)
    expect(readFileSync(join(folder, 'thesis.txt'), 'utf8')).toBe('years of work')
  })

  it('refuses a file in place of a folder', async () => {
    writeFileSync(out(), 'a file')
    expect(await run('--out', out(), '--without-catalog')).toMatchObject({
      code: 2,
      err: expect.stringContaining('is no folder') as string,
    })
  })

  it.each([
    ['rules.jsonl', '{"rule":"mop"}', /rules\.jsonl:1: rule: /],
    ['data/head.jsonl', '\nnonsense', /head\.jsonl:2: not a JSON object/],
    ['prompt.txt', 'Correct. {query}', /prompt "prompt" must hold \{context\}/],
  ])('refuses a mistake in %s, which would stop the Worker', async (file, text, message) => {
    await ingest()
    writeFileSync(join(dir, file), text)
    expect(await run('--out', out())).toMatchObject({
      code: 2,
      err: expect.stringMatching(message) as string,
    })
    expect(existsSync(out())).toBe(false)
  })
})
