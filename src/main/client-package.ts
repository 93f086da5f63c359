import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

const root = join(import.meta.dirname, '..', '..')
/** Sources of the package, by the name that each has there. */
const sources = { client: 'src/http/client.ts', types: 'src/speller/types.ts' }

/**
 * Makes `out` anew: the client as a package of its own, in JavaScript with declarations and without the server and what that depends
 * on. It has the name and version of this project, so that shops and this repository import it alike.
 */
export function writeClientPackage(out: string): void {
  const { name, version, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest
  rmSync(out, { recursive: true, force: true })
  mkdirSync(out, { recursive: true })
  const write = (file: string, text: string) => writeFileSync(join(out, file), text)
  const manifest = {
    name,
    version,
    description: 'Client of Querymend, the query speller for shops',
    license,
    type: 'module',
    sideEffects: false,
    exports: { './client': { types: './client.d.ts', default: './client.js' } },
  }
  write('package.json', `${JSON.stringify(manifest, undefined, 2)}\n`)
  for (const file of ['LICENSE', 'NOTICE']) cpSync(join(root, file), join(out, file))
  write('client.js', javascriptOf(sources.client))
  for (const [file, source] of Object.entries(sources)) write(`${file}.d.ts`, declarationsOf(source))
}

interface Manifest {
  readonly name: string
  readonly version: string
  readonly license: string
}

const compilerOptions: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  verbatimModuleSyntax: true,
  strict: true,
}

function javascriptOf(source: string): string {
  const text = readFileSync(join(root, source), 'utf8')
  return checked(source, ts.transpileModule(text, { compilerOptions, fileName: source, reportDiagnostics: true }))
}

function declarationsOf(source: string): string {
  const text = readFileSync(join(root, source), 'utf8')
  const options = { ...compilerOptions, declaration: true, isolatedDeclarations: true }
  const made = checked(
    source,
    ts.transpileDeclaration(text, { compilerOptions: options, fileName: source, reportDiagnostics: true }),
  )
  return made.replaceAll("'../speller/types.ts'", "'./types.js'")
}

function checked(source: string, { outputText, diagnostics = [] }: ts.TranspileOutput): string {
  if (diagnostics.length === 0) return outputText
  const problems = diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
  throw new Error(`${source} cannot be compiled: ${problems.join('; ')}`)
}
