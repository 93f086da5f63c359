import { execFileSync } from 'node:child_process'
import { Command } from 'commander'
import { writeClientPackage } from './client-package.ts'
import { runWithoutOptions } from './command.ts'
import { thisProcess } from './this-process.ts'

const out = 'dist/client'
const command = new Command('client:pack').description(
  `Makes ${out} and packs it: the file that \`npm install\` takes, whose name is printed.`,
)

process.exitCode = await runWithoutOptions(command, thisProcess, async () => {
  writeClientPackage(out)
  const pack = ['pack', `./${out}`, '--pack-destination', 'dist', '--silent']
  const packed = execFileSync('npm', pack, { encoding: 'utf8' })
  process.stdout.write(`dist/${packed.trim()}\n`)
  return 0
})
