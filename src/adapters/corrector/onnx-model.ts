import { z } from 'zod'
import { SpellerError } from '../../speller/errors.ts'
import type { Verification, Verify } from './aggressive-decoding.ts'
import { bucket0, maxNameBytes, maxQueryBytes, padded, symbols, vocabularySize } from './tokens.ts'
import { sha256Hex } from '../../speller/sha256.ts'

type Data = Int32Array | Float32Array

/** What a graph takes: a flat array and its shape. */
export interface Input {
  readonly data: Data
  readonly shape: readonly number[]
}

/** An opened graph. */
export interface GraphSession {
  /** Flat arrays by the names of the outputs. */
  run(inputs: Readonly<Record<string, Input>>): Promise<Readonly<Record<string, Data>>>
  close(): Promise<void>
}

/** What runs graphs: ONNX Runtime, in one of its builds. */
export interface OnnxRuntime {
  /** One thread, all graph optimisations. Fails with any error on bytes that are no graph. */
  open(bytes: Uint8Array): Promise<GraphSession>
}

/** Where the files of a model are. */
export interface ModelFiles {
  /** How messages call a file. */
  pathOf(name: string): string
  /** Fails with `model_invalid` where the file cannot be read. */
  read(name: string): Promise<Uint8Array>
}

/** States of one sequence, flat: shape [its symbols, width of the model]. */
export type States = Float32Array

export interface OnnxModel {
  /** `onnx:` version `@` first eight hex digits of the decoder's SHA-256. */
  readonly id: string
  /** States of a query: they depend on it alone. */
  encodeQuery(tokens: readonly number[]): Promise<States>
  /** States of names, in order: each depends on that name alone, so it may be kept. */
  encodeNames(rows: readonly (readonly number[])[]): Promise<readonly States[]>
  /** A decoder that reads these states. */
  decoderOver(memory: readonly States[]): Verify
  close(): Promise<void>
}

/** The encoder of names alone. */
export interface NameStates {
  /** First eight hex digits of its SHA-256. */
  readonly id: string
  /** Width of a state. */
  readonly d: number
  /** As `OnnxModel.encodeNames`. */
  encodeNames(rows: readonly (readonly number[])[]): Promise<readonly States[]>
  close(): Promise<void>
}

const graphs = ['encode-query.onnx', 'encode-names.onnx', 'decode.onnx'] as const

const configSchema = z.object({
  version: z.string().min(1),
  d: z.int().positive(),
  vocabulary: z.object({
    size: z.literal(vocabularySize),
    pad: z.literal(symbols.pad),
    bos: z.literal(symbols.bos),
    eos: z.literal(symbols.eos),
    query: z.literal(symbols.query),
    name: z.literal(symbols.name),
    term: z.literal(symbols.term),
    previous: z.literal(symbols.previous),
    bucket0: z.literal(bucket0),
  }),
  maxQueryBytes: z.literal(maxQueryBytes),
  maxNameBytes: z.literal(maxNameBytes),
  sha256: z.object({ 'encode-query.onnx': z.string(), 'encode-names.onnx': z.string(), 'decode.onnx': z.string() }),
})

/** Opens the three graphs of a model. Fails with `model_invalid` when one is missing, altered or of another kind. */
export async function openModel(files: ModelFiles, runtime: OnnxRuntime): Promise<OnnxModel> {
  const config = await readConfig(files)
  const sessions = await Promise.all(graphs.map((name) => openGraph(files, name, config.sha256[name], runtime)))
  const [queryEncoder, nameEncoder, decoder] = sessions as [GraphSession, GraphSession, GraphSession]
  const { d } = config

  return {
    id: idOf(config),
    encodeQuery: async (tokens) => (await encode(queryEncoder, [tokens], d))[0]!,
    encodeNames: (rows) => encode(nameEncoder, rows, d),
    decoderOver: (memory) => verifierOver(decoder, memory, d),
    close: async () => {
      await Promise.all(sessions.map((session) => session.close()))
    },
  }
}

/** The id that a model will have when it is opened: its `config.json` says it. Fails with `model_invalid` where that is none. */
export async function readModelId(files: ModelFiles): Promise<string> {
  return idOf(await readConfig(files))
}

function idOf({ version, sha256 }: z.infer<typeof configSchema>): string {
  return `onnx:${version}@${sha256['decode.onnx'].slice(0, 8)}`
}

/** Opens one of these graphs. Fails with `model_invalid` as `openModel` does. */
export async function openNameStates(files: ModelFiles, runtime: OnnxRuntime): Promise<NameStates> {
  const { d, sha256 } = await readConfig(files)
  const session = await openGraph(files, 'encode-names.onnx', sha256['encode-names.onnx'], runtime)
  return {
    id: sha256['encode-names.onnx'].slice(0, 8),
    d,
    encodeNames: (rows) => encode(session, rows, d),
    close: () => session.close(),
  }
}

async function encode(session: GraphSession, rows: readonly (readonly number[])[], d: number): Promise<States[]> {
  if (rows.length === 0) return []
  const { data, width } = padded(rows)
  const { states } = await session.run({ tokens: { data, shape: [rows.length, width] } })
  const flat = states as Float32Array
  return rows.map((row, i) => flat.slice(i * width * d, (i * width + row.length) * d))
}

function verifierOver(decoder: GraphSession, memory: readonly States[], d: number): Verify {
  const rows = memory.reduce((total, states) => total + states.length, 0) / d
  const flat = new Float32Array(rows * d)
  const positions = new Int32Array(rows)
  let row = 0
  for (const states of memory) {
    flat.set(states, row * d)
    for (let i = 0; i < states.length / d; i++) positions[row++] = i
  }
  const fixed = { memory: { data: flat, shape: [rows, d] }, positions: { data: positions, shape: [rows] } }
  return async (drafts) => {
    const read = padded(drafts.map((draft) => [symbols.bos, ...draft]))
    const written = padded(drafts.map((draft) => [...draft, symbols.eos]))
    const shape = [drafts.length, read.width]
    const { best, best_logp, target_logp } = await decoder.run({
      ...fixed,
      drafts: { data: read.data, shape },
      targets: { data: written.data, shape },
    })
    return drafts.map(({ length }, i): Verification => {
      const part = <T extends Int32Array | Float32Array>(data: T) =>
        data.subarray(i * read.width, i * read.width + length + 1)
      return {
        best: part(best as Int32Array),
        bestLogProbability: part(best_logp as Float32Array),
        ownLogProbability: part(target_logp as Float32Array),
      }
    })
  }
}

async function readConfig(files: ModelFiles) {
  const path = files.pathOf('config.json')
  const parsed = configSchema.safeParse(parseJson(new TextDecoder().decode(await files.read('config.json'))))
  if (parsed.success) return parsed.data
  throw invalid(`${path} does not describe a model that this version can run: ${z.prettifyError(parsed.error)}`)
}

/** Undefined for text that is not JSON: no schema takes it. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function openGraph(files: ModelFiles, name: string, sha256: string, runtime: OnnxRuntime): Promise<GraphSession> {
  const path = files.pathOf(name)
  const bytes = await files.read(name)
  const found = await sha256Hex(bytes)
  if (found !== sha256) {
    throw invalid(`${path} is not the file that config.json names: its SHA-256 is ${found}, not ${sha256}`)
  }
  try {
    return await runtime.open(bytes)
  } catch (cause) {
    throw invalid(`${path} cannot be opened: ${(cause as Error).message}`, cause)
  }
}

function invalid(message: string, cause?: unknown): SpellerError {
  return new SpellerError('model_invalid', message, { cause })
}
