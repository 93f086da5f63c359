import { execFileSync } from 'node:child_process'
import { writeClientPackage } from './client-package.ts'

// Makes `dist/client` and packs it: the file that `npm install` takes. Its name is printed.

const out = 'dist/client'
writeClientPackage(out)
const packed = execFileSync('npm', ['pack', `./${out}`, '--pack-destination', 'dist', '--silent'], { encoding: 'utf8' })
process.stdout.write(`dist/${packed.trim()}\n`)
