import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openEmbeddedStore } from '../adapters/catalog-index/embedded.ts'
import { SpellerError } from '../speller/errors.ts'
import { runWorkerFilesCommand } from './worker-files-command.ts'
import { runWorkerPublishCommand, type Upload } from './worker-publish-command.ts'

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
})
afterEach(() => rmSync(dir, { recursive: true }))

async function ingest() {
  const builder = await openEmbeddedStore(join(dir, 'data/catalog')).build()
  await builder.addNames([{ text: 'Nike', form: 'nike', kind: 'brand', count: 1 }])
  return builder.commit({ products: 1 })
}

function run(command: typeof runWorkerFilesCommand, ...args: readonly string[]) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const text = (stream: PassThrough) => ((stream.read() as Buffer | null) ?? '').toString()
  return command({ args, env, stdout, stderr }).then((code) => ({ code, out: text(stdout), err: text(stderr) }))
}
const out = () => join(dir, 'out')
/** Paths below the folder of copied files, without what leads to this test's own. */
const copied = () =>
  readdirSync(out(), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(out().length))

describe('runWorkerFilesCommand', () => {
  it('copies what was learned, the prompt, the rules, the head queries and the live catalog under their own paths', async () => {
    const { id } = await ingest()
    writeFileSync(join(dir, 'rules.jsonl'), '{"rule":"protect","term":"nikee"}\n')
    writeFileSync(join(dir, 'data/head.jsonl'), '')
    writeFileSync(join(dir, 'prompt.txt'), 'Correct. {context} {query}')
    const { code, err } = await run(runWorkerFilesCommand, '--out', out())
    expect([code, err]).toEqual([0, ''])
    const shared = [
      'channel.json',
      'coinages.json',
      'background.bin',
      'misspellings.bin',
      'letters.bin',
      'word-vectors.bin',
    ]
    const wanted = [
      ...['config.json', 'ranker.json', 'operating-point.json', ...shared].map((name) => join(models, name)),
      ...[
        ...['rules.jsonl', 'prompt.txt', 'data/head.jsonl'],
        ...[`data/catalog/${id}.qmix`, 'data/catalog/CURRENT'],
      ].map((name) => join(dir, name)),
    ]
    expect(copied().sort()).toEqual(wanted.sort())
    for (const path of wanted) expect(readFileSync(out() + path).equals(readFileSync(path)), path).toBe(true)
  })

  it('brings the graphs where they are asked for, and the tables of another folder', async () => {
    env['QUERYMEND_MODEL'] = join(models, 'large')
    expect(await run(runWorkerFilesCommand, '--out', out(), '--without-catalog', '--with-model')).toMatchObject({
      code: 0,
    })
    const paths = copied()
    for (const path of ['large/decode.onnx', 'large/encode-query.onnx', 'large/encode-names.onnx', 'channel.json'])
      expect(paths).toContain(join(models, path))
    expect(paths).not.toContain(join(models, 'decode.onnx'))
  })

  it('leaves the former folder as it was when something is missing', async () => {
    mkdirSync(out())
    writeFileSync(join(out(), 'former'), '')
    const { code, err } = await run(runWorkerFilesCommand, '--out', out())
    expect(code).toBe(2)
    expect(err).toMatch(/holds no catalog\. Run `npm run ingest` first/)
    env['QUERYMEND_MODEL'] = join(dir, 'none')
    const missing = await run(runWorkerFilesCommand, '--out', out(), '--without-catalog')
    expect(missing).toMatchObject({
      code: 2,
      err: expect.stringMatching(/none\/ranker\.json cannot be copied/) as string,
    })
    expect(copied()).toEqual(['/former'])
  })

  it.each([
    ['rules.jsonl', '{"rule":"mop"}', /rules\.jsonl:1: rule: /],
    ['data/head.jsonl', '\nnonsense', /head\.jsonl:2: not a JSON object/],
  ])('refuses a mistake in %s, which would stop the Worker', async (file, text, message) => {
    await ingest()
    writeFileSync(join(dir, file), text)
    expect(await run(runWorkerFilesCommand, '--out', out())).toMatchObject({
      code: 2,
      err: expect.stringMatching(message) as string,
    })
    expect(existsSync(out())).toBe(false)
  })
})

describe('runWorkerPublishCommand', () => {
  const publish =
    (uploads: Upload[], fail?: (upload: Upload) => void) => (context: Parameters<typeof runWorkerFilesCommand>[0]) =>
      runWorkerPublishCommand({
        ...context,
        async upload(upload) {
          fail?.(upload)
          uploads.push(upload)
        },
      })

  it('puts the live catalog, what names it last, and empties what is not there any more', async () => {
    const { id } = await ingest()
    const uploads: Upload[] = []
    const { code, out: printed } = await run(publish(uploads), 'shop', '--local')
    const key = (name: string) => `${dir.slice(1)}/${name}`
    expect(code).toBe(0)
    expect(uploads).toEqual([
      { bucket: 'shop', key: key('rules.jsonl'), isLocal: true },
      { bucket: 'shop', key: key('data/head.jsonl'), isLocal: true },
      { bucket: 'shop', key: key('data/catalog/live.jsonl'), isLocal: true },
      {
        bucket: 'shop',
        key: key(`data/catalog/${id}.qmix`),
        file: join(dir, `data/catalog/${id}.qmix`),
        isLocal: true,
      },
      { bucket: 'shop', key: key('data/catalog/CURRENT'), file: join(dir, 'data/catalog/CURRENT'), isLocal: true },
    ])
    expect(printed.trim().split('\n')).toHaveLength(5)
  })

  it('puts the names that were added at run time, the rules and the head queries', async () => {
    await ingest()
    writeFileSync(join(dir, 'rules.jsonl'), '')
    writeFileSync(join(dir, 'data/head.jsonl'), '')
    const index = await openEmbeddedStore(join(dir, 'data/catalog')).open()
    await index.upsert([{ text: 'Zorb', form: 'zorb', kind: 'brand', count: 1 }])
    const uploads: Upload[] = []
    await run(publish(uploads), 'shop')
    expect(uploads.every(({ file, isLocal }) => file !== undefined && !isLocal)).toBe(true)
    expect(uploads.map(({ key }) => key.replace(/^.*\//, '').replace(/^\d+\w+/, 'ID'))).toEqual([
      'rules.jsonl',
      'head.jsonl',
      'ID.qmix',
      'live.jsonl',
      'CURRENT',
    ])
  })

  it('puts nothing where a Worker could not start with the rules', async () => {
    await ingest()
    writeFileSync(join(dir, 'rules.jsonl'), '{"rule":"mop"}')
    const uploads: Upload[] = []
    expect(await run(publish(uploads), 'shop')).toMatchObject({ code: 2 })
    expect(uploads).toEqual([])
  })

  it('stops at the first file that the bucket does not take', async () => {
    await ingest()
    const uploads: Upload[] = []
    const refuse = ({ key }: Upload) => {
      if (key.endsWith('.qmix')) throw new SpellerError('index_failed', 'no such bucket')
    }
    expect(await run(publish(uploads, refuse), 'shop')).toMatchObject({ code: 1, err: 'no such bucket\n' })
    expect(uploads.some(({ key }) => key.endsWith('CURRENT'))).toBe(false)
    expect(await run(publish(uploads)), 'without a bucket').toMatchObject({ code: 2 })
  })
})
