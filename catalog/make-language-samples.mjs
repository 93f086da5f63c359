// Writes catalog/sample-de.tsv and catalog/sample-fr.tsv from the hand-written lists sample-de.txt and sample-fr.txt.
//
//   node catalog/make-language-samples.mjs            write both
//   node catalog/make-language-samples.mjs --check    exit 1 if one is out of date
//
// Deterministic: the same lists give the same bytes. No dependencies.
//
// Format of a list:
//   # comment
//   name = value; value; value                   an attribute list
//   Title with {name} and {a; b} | Brand, Brand  products
//
// A line gives one or two products: each a brand and one value for each pair of braces, all drawn by the line's
// own random stream. The brand stands where the title has "*", or in front where it has none.
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { randomOf } from './random.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const rng = randomOf(20261127)
const TWO_VARIANTS = 0.6
const TRIES = 12

const split = (text, by) => text.split(by).map((part) => part.trim())

function parseList(text, file) {
  const lists = new Map()
  const lines = []
  text.split('\n').forEach((raw, i) => {
    const line = raw.trim()
    const where = `${file}:${i + 1}`
    if (line === '' || line.startsWith('#')) return
    const list = /^([a-z]+) = (.+)$/.exec(line)
    if (list) {
      lists.set(list[1], split(list[2], ';'))
      return
    }
    const [title, brands, ...more] = split(line, '|')
    if (!title || !brands || more.length > 0) throw new Error(`${where}: cannot read "${line}"`)
    const parts = title.split(/\{([^}]*)\}/).map((part, at) => {
      if (at % 2 === 0) return part
      const values = part.includes(';') ? split(part, ';') : lists.get(part)
      if (!values) throw new Error(`${where}: no attribute list "${part}"`)
      return values
    })
    lines.push({ title, parts, brands: split(brands, ',') })
  })
  return lines
}

function makeRows(text, file, prefix) {
  const rows = []
  const seen = new Set()
  for (const { title, parts, brands } of parseList(text, file)) {
    const random = rng(title)
    const pick = (values) => values[Math.floor(random() * values.length)]
    const variants = random() < TWO_VARIANTS ? 2 : 1
    for (let made = 0, tries = 0; made < variants && tries < TRIES; tries++) {
      const brand = pick(brands)
      const filled = parts.map((part) => (Array.isArray(part) ? pick(part) : part)).join('')
      const full = filled.includes('*') ? filled.replace('*', brand) : `${brand} ${filled}`
      if (seen.has(full)) continue
      seen.add(full)
      made++
      rows.push([`${prefix}${String(rows.length + 1).padStart(4, '0')}`, full, brand])
    }
  }
  return rows
}

let outOfDate = false
for (const language of ['de', 'fr']) {
  const list = `sample-${language}.txt`
  const rows = makeRows(readFileSync(join(here, list), 'utf8'), list, language.toUpperCase())
  const tsv = [['id', 'title', 'brand'], ...rows].map((row) => row.join('\t')).join('\n') + '\n'
  const target = join(here, `sample-${language}.tsv`)
  if (!process.argv.includes('--check')) {
    writeFileSync(target, tsv)
    console.log(`sample-${language}.tsv: ${rows.length} products written`)
  } else if (readFileSync(target, 'utf8') !== tsv) {
    console.error(`sample-${language}.tsv is out of date: run node catalog/make-language-samples.mjs`)
    outOfDate = true
  }
}
if (outOfDate) process.exit(1)
