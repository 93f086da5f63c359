import { SpellerError } from './errors.ts'

/** A versioned template: instruction, `{context}`, `{query}`, empty correction. */
export interface Prompt {
  /** Recorded with each decision. */
  readonly id: string
  readonly body: string
}

const slots = ['{context}', '{query}'] as const

/** Refuses a template that would lose the names or the query. */
export function checkPrompt(prompt: Prompt): Prompt {
  const [context, query] = slots.map((slot) => prompt.body.indexOf(slot)) as [number, number]
  const isOnce = slots.every((slot) => prompt.body.split(slot).length === 2)
  if (isOnce && context < query) return prompt
  const message = `prompt "${prompt.id}" must hold {context} and then {query}, once each; add or remove them`
  throw new SpellerError('config_invalid', message)
}

/** The prompt with names and query filled in as data: it has the template's lines, whatever they hold. */
export function renderPrompt(prompt: Prompt, query: string, names: readonly string[]): string {
  const context = names.map((name) => asData(name.replaceAll(',', ' '))).filter((name) => name !== '')
  // A replacing function, and one pass, so that neither `$&` nor `{query}` in a name means anything.
  return prompt.body
    .replace(/\{context\}|\{query\}/gu, (slot) => (slot === '{query}' ? asData(query) : context.join(', ')))
    .trimEnd()
}

/** On one line, no heading and no chat model's role mark (`<|…|>`): such characters become spaces, and line breaks and control characters too. */
function asData(text: string): string {
  return text.replace(/[\p{C}\p{Z}\s:：﹕<>|]+/gu, ' ').trim()
}
