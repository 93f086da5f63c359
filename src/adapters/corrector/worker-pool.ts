import { Worker } from 'node:worker_threads'
import { SpellerError, type SpellerErrorCode, Unanswerable } from '../../speller/errors.ts'
import { beforeAbort } from './deadline.ts'

/** What goes to a worker: a question, or the wish that it release what it holds and end. */
export type ToWorker<Question> = { readonly question: Question } | { readonly close: true }

/** What comes back: once that it is ready, then one answer per question; in place of either, a failure. */
export type FromWorker<Answer> =
  { readonly ready: string } | { readonly answer: Answer } | { readonly failure: Failure }

interface Failure {
  readonly code: SpellerErrorCode
  readonly message: string
  /** The worker is well, and has no answer to this question. */
  readonly isUnanswerable?: boolean
}

export interface WorkerPoolOptions {
  readonly script: URL
  /** Given to each worker as `workerData`. */
  readonly data: unknown
  readonly workers: number
  /** A worker that has not ended so long after it was told to is ended. */
  readonly closeWithinMs?: number
}

export interface WorkerPool<Question, Answer> {
  /** What the workers said when they were ready. */
  readonly ready: string
  /** Waits its turn. Rejects with `corrector_timeout` at the signal, `corrector_failed` when its worker is lost. */
  ask(question: Question, signal?: AbortSignal): Promise<Answer>
  /** Questions that wait or are being answered fail. */
  close(): Promise<void>
}

interface Job<Question, Answer> {
  readonly question: Question
  resolve(answer: Answer): void
  reject(error: Error): void
}

interface Member<Question, Answer> {
  readonly worker: Worker
  readonly exited: Promise<void>
  isReady: boolean
  job?: Job<Question, Answer> | undefined
}

/** Opens with all workers ready. A worker that is lost is replaced; while idle, none keeps the process alive. */
export async function openWorkerPool<Question, Answer>(
  options: WorkerPoolOptions,
): Promise<WorkerPool<Question, Answer>> {
  const { closeWithinMs = 2_000 } = options
  const members = new Set<Member<Question, Answer>>()
  const waiting: Job<Question, Answer>[] = []
  let closing: Promise<void> | undefined

  const start = () =>
    new Promise<string>((resolve, reject) => {
      // Options of this process (a loader, a test runner's) are not for the worker, which brings its own.
      const worker = new Worker(options.script, { workerData: options.data, execArgv: [] })
      let fault: Error = failed('a corrector worker stopped')
      const exited = new Promise<void>((exit) => {
        worker.once('exit', () => {
          exit()
          lose(member, fault)
          reject(fault)
        })
      })
      const member: Member<Question, Answer> = { worker, exited, isReady: false }
      members.add(member)
      worker.on('error', (cause) => (fault = failed(`a corrector worker crashed: ${cause.message}`, cause)))
      worker.on('messageerror', (cause) => (fault = failed('a corrector worker sent garbage', cause)))
      worker.on('message', (message: FromWorker<Answer>) => {
        const { job } = member
        member.job = undefined
        if ('ready' in message) {
          member.isReady = true
          resolve(message.ready)
        } else if ('answer' in message) job?.resolve(message.answer)
        else {
          const error = errorOf(message.failure)
          if (member.isReady) job?.reject(error)
          else fault = error
        }
        if (member.isReady) worker.unref()
        dispatch()
      })
    })

  const dispatch = () => {
    for (const member of members) {
      if (waiting.length === 0) return
      if (!member.isReady || member.job) continue
      member.job = waiting.shift()!
      member.worker.ref()
      member.worker.postMessage({ question: member.job.question } satisfies ToWorker<Question>)
    }
  }

  const lose = (member: Member<Question, Answer>, fault: Error) => {
    members.delete(member)
    member.job?.reject(fault)
    // One that never became ready would fail again: the next question tries.
    if (member.isReady && !closing) start().catch(() => undefined)
    if (members.size === 0) for (const job of waiting.splice(0)) job.reject(fault)
  }

  const close = async () => {
    for (const job of waiting.splice(0)) job.reject(isClosed())
    const ends = [...members].map(async ({ worker, exited, job }) => {
      job?.reject(isClosed())
      worker.ref()
      worker.postMessage({ close: true } satisfies ToWorker<Question>)
      const late = setTimeout(() => void worker.terminate(), closeWithinMs)
      await exited
      clearTimeout(late)
    })
    await Promise.all(ends)
  }

  const pool = {
    ask: async (question: Question, signal?: AbortSignal) => {
      if (closing) throw isClosed()
      let job: Job<Question, Answer> | undefined
      const answered = () =>
        new Promise<Answer>((resolve, reject) => {
          job = { question, resolve, reject }
          waiting.push(job)
          if (members.size < options.workers) start().catch(() => undefined)
          dispatch()
        })
      try {
        return await beforeAbort(answered, signal)
      } finally {
        const place = job ? waiting.indexOf(job) : -1
        if (place >= 0) waiting.splice(place, 1)
      }
    },
    close: () => (closing ??= close()),
  }
  try {
    const [ready] = await Promise.all(Array.from({ length: Math.max(1, options.workers) }, start))
    return { ...pool, ready: ready! }
  } catch (error) {
    await pool.close()
    throw error
  }
}

function errorOf({ code, message, isUnanswerable = false }: Failure): SpellerError {
  return isUnanswerable ? new Unanswerable('corrector_failed', message) : new SpellerError(code, message)
}

function failed(message: string, cause?: unknown): SpellerError {
  return new SpellerError('corrector_failed', message, { cause })
}

function isClosed(): SpellerError {
  return failed('the corrector is closed; open it again')
}
