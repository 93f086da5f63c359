import { createFallbackCorrector, type FallbackCorrector, type Step } from '../adapters/corrector/fallback.ts'
import { createMeter, type Meter, type SharedSpending } from '../adapters/corrector/meter.ts'
import type { WorkersAiBinding } from '../adapters/corrector/workers-ai.ts'
import type { Config, CorrectorName } from '../config.ts'
import { SpellerError } from '../speller/errors.ts'
import type { Corrector } from '../speller/ports.ts'
import type { Prompt } from '../speller/prompt.ts'

// The chain of correctors for any runtime: nothing here is of Node alone, and what one corrector needs is loaded for it only.

/** What a runtime brings. */
export interface CorrectorRuntime {
  /** The template of QUERYMEND_PROMPT; asked for only where a text model is. */
  readonly prompt: () => Prompt
  /** The model in this process; absent: the runtime has none. */
  readonly openOnnx?: () => Promise<Corrector>
  /** The binding of a Worker; absent: there is none. */
  readonly ai?: WorkersAiBinding
  /** Where the cost of a day outlives the process and is shared with others; absent: it is not. */
  readonly sharedSpending?: (name: CorrectorName) => SharedSpending
  /** Told of a corrector that cannot be opened, and is left out then; absent: opening the chain fails. */
  readonly onOpenError?: (error: SpellerError) => void
  /** Told of each corrector that was asked and gave no answer while another was left to ask. */
  readonly onFallback?: (error: SpellerError) => void
  /** Told of each change of a breaker, and of a budget that is spent or no more. */
  readonly onState?: (name: string, state: string) => void
}

export interface ChainOptions {
  /** Waits a minute for each answer and asks on after failures: to measure the correctors, not the machine. */
  readonly isPatient?: boolean
}

const patientMs = 60_000
/** Outcomes that a breaker looks back on. */
const breakerWindow = 20
/** Longest answer in the model's tokens, whatever the query. */
const maxTokens = 256

/** The correctors of the settings as one; undefined where there is none, and the noisy channel decides alone. */
export async function openCorrectorChain(
  correct: Config['correct'],
  runtime: CorrectorRuntime,
  { isPatient = false }: ChainOptions = {},
): Promise<FallbackCorrector | undefined> {
  const { breakerFailures, breakerShare, breakerPauseMs } = correct
  const breaker = {
    failuresInRow: breakerFailures,
    window: breakerWindow,
    failureShare: breakerShare,
    pauseMs: breakerPauseMs,
  }
  const steps: Step[] = []
  for (const name of correct.correctors) {
    const timeoutMs = isPatient ? patientMs : Math.min(correct.timeouts[name], correct.timeoutMs)
    try {
      const meter = readsPrompt(name) ? openMeter(name, correct, runtime) : undefined
      const corrector = await open(name, correct, runtime, { timeoutMs, isPatient, meter })
      steps.push({
        name,
        corrector,
        timeoutMs,
        ...(isPatient ? {} : { breaker }),
        ...(meter ? { spending: () => meter.spending() } : {}),
      })
    } catch (error) {
      if (error instanceof SpellerError && runtime.onOpenError) {
        runtime.onOpenError(error)
        continue
      }
      await Promise.all(steps.map(({ corrector }) => corrector.close()))
      throw error
    }
  }
  if (steps.length === 0) return undefined
  return createFallbackCorrector(steps, {
    timeoutMs: isPatient ? patientMs * steps.length : correct.timeoutMs,
    now: () => performance.now(),
    ...(runtime.onFallback ? { onFallback: runtime.onFallback } : {}),
    ...(runtime.onState ? { onState: runtime.onState } : {}),
  })
}

async function open(
  name: CorrectorName,
  correct: Config['correct'],
  runtime: CorrectorRuntime,
  { timeoutMs, isPatient, meter }: { timeoutMs: number; isPatient: boolean; meter: Meter | undefined },
): Promise<Corrector> {
  switch (name) {
    case 'onnx':
      if (!runtime.openOnnx) throw missing('onnx', 'this runtime has no model of its own')
      return runtime.openOnnx()
    case 'llm': {
      const { openOpenAiCompatibleCorrector } = await import('../adapters/corrector/openai-compatible.ts')
      return openOpenAiCompatibleCorrector({
        baseUrl: correct.llmBaseUrl!,
        model: correct.llmModel!,
        endpoint: correct.llmKind,
        prompt: runtime.prompt(),
        form: correct.llmForm,
        timeoutMs,
        maxTokens,
        logProbabilities: correct.llmLogProbabilities === 'on',
        // a shopper has no time for a second try: the next corrector is asked
        maxRetries: isPatient ? 1 : 0,
        ...(meter ? { meter } : {}),
        ...(correct.llmApiKey === undefined ? {} : { apiKey: correct.llmApiKey }),
      })
    }
    case 'server': {
      const { createQuerymendServerCorrector } = await import('../adapters/corrector/querymend-server.ts')
      const { serverUrl: url, serverToken: token } = correct
      return createQuerymendServerCorrector({ url: url!, timeoutMs, ...(token === undefined ? {} : { token }) })
    }
    case 'workers-ai': {
      const { ai, prompt } = runtime
      if (!ai) throw missing('workers-ai', 'only a Worker with an AI binding can ask it; elsewhere use llm')
      const { createWorkersAiCorrector } = await import('../adapters/corrector/workers-ai.ts')
      return createWorkersAiCorrector({
        ai,
        model: correct.workersAiModel!,
        kind: correct.workersAiKind,
        prompt: prompt(),
        form: correct.llmForm,
        timeoutMs,
        maxTokens,
        ...(meter ? { meter } : {}),
        ...(correct.workersAiLora === undefined ? {} : { lora: correct.workersAiLora }),
      })
    }
  }
}

function missing(name: CorrectorName, why: string): SpellerError {
  return new SpellerError('config_invalid', `QUERYMEND_CORRECTOR has ${name}: ${why}`)
}

/** True of text models; they read the prompt, and are paid by tokens. */
export function readsPrompt(name: CorrectorName): boolean {
  return name === 'llm' || name === 'workers-ai'
}

function openMeter(name: CorrectorName, correct: Config['correct'], { sharedSpending }: CorrectorRuntime): Meter {
  const { priceInput: input, priceOutput: output, budgetPerDay, budgetPerProcess } = correct
  return createMeter({
    pricePerMillion: { input, output },
    now: () => Date.now(),
    ...(budgetPerDay === undefined ? {} : { budgetPerDay }),
    ...(budgetPerProcess === undefined ? {} : { budgetPerProcess }),
    ...(sharedSpending && budgetPerDay !== undefined ? { shared: sharedSpending(name) } : {}),
  })
}
