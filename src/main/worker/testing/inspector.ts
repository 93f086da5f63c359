/** What counts against the 128 MB of an isolate, in bytes. */
export interface IsolateMemory {
  readonly heap: number
  /** Of ArrayBuffers, those of WebAssembly left out. */
  readonly buffers: number
  readonly webAssembly: number
}

interface Message {
  readonly id?: number
  readonly method?: string
  readonly params?: { readonly context?: { readonly id: number } }
  readonly result?: unknown
  readonly error?: { readonly message: string }
}

interface Socket {
  onopen: () => void
  onerror: () => void
  onmessage: (event: { readonly data: string }) => void
  send(text: string): void
  close(): void
}

// Node 20 has it with --experimental-websocket only
const { WebSocket } = globalThis as unknown as {
  readonly WebSocket: new (url: string, options: { readonly headers: Readonly<Record<string, string>> }) => Socket
}

/** Asks the inspector of `wrangler dev` (`--inspector-port`) about the Worker's isolate, after a garbage collection. */
export async function memoryOf(port: number): Promise<IsolateMemory> {
  // refused without an origin
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`, { headers: { origin: 'http://localhost' } })
  const answers = new Map<number, (message: Message) => void>()
  let context: ((id: number) => void) | undefined
  const contextId = new Promise<number>((resolve) => (context = resolve))
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data) as Message
    if (message.id !== undefined) answers.get(message.id)?.(message)
    else if (message.method === 'Runtime.executionContextCreated') context!(message.params!.context!.id)
  }
  const call = async <Result>(method: string, params: Readonly<Record<string, unknown>> = {}): Promise<Result> => {
    const id = answers.size + 1
    const { result, error } = await new Promise<Message>((resolve) => {
      answers.set(id, resolve)
      socket.send(JSON.stringify({ id, method, params }))
    })
    if (error) throw new Error(`${method}: ${error.message}`)
    return result as Result
  }
  await new Promise<void>((resolve, reject) => {
    socket.onopen = resolve
    socket.onerror = () => reject(new Error(`the inspector on port ${port} does not answer`))
  })
  try {
    await call('Runtime.enable')
    // finds the objects in a heap from which the unreachable is gone
    const webAssembly = await webAssemblyBytes(call, await contextId)
    const { usedSize, backingStorageSize } = await call<HeapUsage>('Runtime.getHeapUsage')
    return { heap: usedSize, buffers: backingStorageSize, webAssembly }
  } finally {
    socket.close()
  }
}

interface HeapUsage {
  readonly usedSize: number
  readonly backingStorageSize: number
}

async function webAssemblyBytes(
  call: <Result>(method: string, params: Readonly<Record<string, unknown>>) => Promise<Result>,
  contextId: number,
): Promise<number> {
  const prototype = await call<{ readonly result: { readonly objectId: string } }>('Runtime.evaluate', {
    expression: 'WebAssembly.Memory.prototype',
    contextId,
  })
  const { objects } = await call<{ readonly objects: { readonly objectId: string } }>('Runtime.queryObjects', {
    prototypeObjectId: prototype.result.objectId,
  })
  const sum = await call<{ readonly result: { readonly value: number } }>('Runtime.callFunctionOn', {
    objectId: objects.objectId,
    functionDeclaration: 'function () { return this.reduce((sum, { buffer }) => sum + buffer.byteLength, 0) }',
    returnByValue: true,
  })
  return sum.result.value
}
