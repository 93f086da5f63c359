/** What wrangler says of a bundle (`--metafile`), as far as it is read here. */
export interface BundleMeta {
  readonly outputs: Readonly<
    Record<
      string,
      {
        readonly bytes: number
        readonly entryPoint?: string
        readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>>
        readonly imports: readonly { readonly path: string; readonly external?: boolean }[]
      }
    >
  >
}

/** Packages that need Node, or that a Worker has no use for. */
const refused: ReadonlySet<string> = new Set([
  '@electric-sql/pglite',
  '@hono/node-server',
  '@observablehq/plot',
  'cli-progress',
  'commander',
  'csv-parse',
  'hyparquet',
  'hyparquet-compressors',
  'linkedom',
  'onnxruntime-node',
  'pino',
  'prom-client',
  'saxes',
  'tsx',
  'undici',
])
/** Modules of Node that the runtime brings whole. Others are stand-ins that fail when they are used. */
const provided: ReadonlySet<string> = new Set(['node:buffer', 'node:crypto', 'node:events', 'node:stream'])

export interface BundlePart {
  /** A package, or a folder of this project. */
  readonly name: string
  readonly bytes: number
}

/** What the bundle is made of, the largest first. */
export function partsOf(meta: BundleMeta): BundlePart[] {
  const bytes = new Map<string, number>()
  for (const { inputs } of bundles(meta))
    for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
      const name = packageOf(file) ?? file.split('/').slice(0, 2).join('/')
      bytes.set(name, (bytes.get(name) ?? 0) + bytesInOutput)
    }
  return [...bytes].map(([name, size]) => ({ name, bytes: size })).sort((a, b) => b.bytes - a.bytes)
}

/** What must not be in the bundle, or makes it too large; empty where it may be deployed. Sizes in bytes. */
export function problemsOf(meta: BundleMeta, gzipBytes: number, maxGzipBytes: number): string[] {
  const bundled = bundles(meta)
  if (bundled.length === 0) return ['the metafile names no bundle']
  const files = bundled.flatMap(({ inputs }) => Object.keys(inputs))
  const packages = [...new Set(files.flatMap((file) => packageOf(file) ?? []))].filter((name) => refused.has(name))
  const imports = bundled.flatMap((output) => output.imports.map(({ path }) => path))
  const modules = [...new Set(imports.filter((path) => path.startsWith('node:') && !provided.has(path)))]
  return [
    ...packages.map((name) => `${name} is in the bundle`),
    ...modules.map((name) => `${name} is imported, which a Worker has only in name`),
    ...(gzipBytes > maxGzipBytes ? [`${gzipBytes} bytes of gzip are more than ${maxGzipBytes}`] : []),
  ]
}

function bundles({ outputs }: BundleMeta) {
  return Object.values(outputs).filter(({ entryPoint }) => entryPoint !== undefined)
}

function packageOf(file: string): string | undefined {
  return /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1]
}
