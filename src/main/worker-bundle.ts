import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { Command } from 'commander'
import { type BundleMeta, partsOf, problemsOf } from './bundle-check.ts'
import { type ExitCode, runWithoutOptions } from './command.ts'
import { thisProcess } from './this-process.ts'

// The limits are not Cloudflare's (3 MB of gzip, 10 MB with a paid plan) but what there is, and some room.

const workers = [
  { name: 'worker', args: ['--env', ''], maxGzipBytes: 520_000 },
  { name: 'worker with model', args: ['--env', 'model'], maxGzipBytes: 4_400_000 },
] as const satisfies readonly { name: string; args: readonly string[]; maxGzipBytes: number }[]

const command = new Command('worker:bundle').description(
  'Bundles the Workers as a deployment would, prints what they hold and how large they are; exits 1 where they may not be deployed or have grown.',
)

process.exitCode = await runWithoutOptions(command, thisProcess, async () => {
  let exitCode: ExitCode = 0
  mkdirSync('dist/worker', { recursive: true })
  for (const { name, args, maxGzipBytes } of workers) {
    const out = mkdtempSync(join(tmpdir(), 'querymend-bundle-'))
    try {
      const wrangler = ['deploy', '--dry-run', '--outdir', out, '--metafile', ...args]
      execFileSync(join('node_modules', '.bin', 'wrangler'), wrangler, {
        env: { ...process.env, CI: '1', WRANGLER_SEND_METRICS: 'false' },
        stdio: ['ignore', 'ignore', 'inherit'],
      })
      const meta = JSON.parse(readFileSync(join(out, 'bundle-meta.json'), 'utf8')) as BundleMeta
      const modules = readdirSync(out).filter((file) => /\.(?:js|wasm|bin|txt)$/.test(file))
      const files = modules.map((file) => readFileSync(join(out, file)))
      const bytes = files.reduce((sum, file) => sum + file.length, 0)
      const gzipBytes = files.reduce((sum, file) => sum + gzipSync(file).length, 0)
      process.stdout.write(`${name}: ${bytes} bytes, ${gzipBytes} of gzip (at most ${maxGzipBytes})\n`)
      for (const part of partsOf(meta).slice(0, 12))
        process.stdout.write(`${String(part.bytes).padStart(10)}  ${part.name}\n`)
      for (const problem of problemsOf(meta, gzipBytes, maxGzipBytes)) {
        process.stderr.write(`${name}: ${problem}\n`)
        exitCode = 1
      }
    } finally {
      rmSync(out, { recursive: true })
    }
  }
  return exitCode
})
