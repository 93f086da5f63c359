import { SpellerError } from './errors.ts'

/**
 * A versioned template: instruction, `{context}`, `{query}`. One for models that continue a text ends with an empty correction;
 * one for chat models may put its parts under lines `[system]` and `[user]`.
 */
export interface Prompt {
  /** Recorded with each decision. */
  readonly id: string
  readonly body: string
}

export interface PromptMessage {
  readonly role: 'system' | 'user'
  readonly content: string
}

const slots = ['{context}', '{query}'] as const
const roleLine = /^\[(system|user)\]\n/mu
/** Longer than any name of a catalog that helps, and shorter than most instructions. */
const maxNameLength = 80

/** Refuses a template that would lose the names or the query, or whose roles are out of order. */
export function checkPrompt(prompt: Prompt): Prompt {
  const [context, query] = slots.map((slot) => prompt.body.indexOf(slot)) as [number, number]
  const isOnce = slots.every((slot) => prompt.body.split(slot).length === 2)
  if (!isOnce || context > query) {
    const message = `prompt "${prompt.id}" must hold {context} and then {query}, once each; add or remove them`
    throw new SpellerError('config_invalid', message)
  }
  const roles = partsOf(prompt.body).map(({ role }) => role)
  if (!['user', 'system,user'].includes(roles.join())) {
    const message = `prompt "${prompt.id}" has the parts ${roles.join(', ')}; allowed: one [system] before one [user], or none`
    throw new SpellerError('config_invalid', message)
  }
  return prompt
}

/** The prompt as one text, with names and query filled in as data: it has the template's lines, whatever they hold. */
export function renderPrompt(prompt: Prompt, query: string, names: readonly string[]): string {
  return renderMessages(prompt, query, names)
    .map(({ content }) => content)
    .join('\n\n')
}

/** The prompt as a chat's messages: system and user, or user alone. Data adds none, and moves none. */
export function renderMessages(prompt: Prompt, query: string, names: readonly string[]): readonly PromptMessage[] {
  const context = names.map((name) => asName(name)).filter((name) => name !== '')
  // A replacing function, and one pass, so that neither `$&` nor `{query}` in a name means anything.
  const fill = (text: string) =>
    text
      .replace(/\{context\}|\{query\}/gu, (slot) => (slot === '{query}' ? asData(query) : context.join(', ')))
      .replace(/ +$/gmu, '')
  return partsOf(prompt.body).map(({ role, content }) => ({ role, content: fill(content).trimEnd() }))
}

/** Of the template, before anything is filled in. */
function partsOf(body: string): readonly PromptMessage[] {
  const [first, ...rest] = body.split(roleLine)
  if (rest.length === 0) return [{ role: 'user', content: body }]
  const parts: PromptMessage[] = first!.trim() === '' ? [] : [{ role: 'user', content: first! }]
  for (let i = 0; i < rest.length; i += 2)
    parts.push({ role: rest[i] as PromptMessage['role'], content: rest[i + 1]!.trim() })
  return parts
}

function asName(text: string): string {
  const plain = asData(text.replaceAll(/[,，、]/gu, ' '))
  return [...plain].slice(0, maxNameLength).join('').trim()
}

/**
 * On one line, no heading and no mark of a role or part (`<|…|>`, `[INST]`, `###`, code fences), also not in compatibility forms: such
 * characters become spaces, and line breaks, control characters and all that cannot be seen too.
 */
function asData(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\p{C}\p{Z}\p{DI}\s:∶꞉˸ː։׃܃፡⁚⦂︓<>‹›〈〉⟨⟩|¦ǀ❘[\]`]+|#{2,}/gu, ' ')
    .replace(/ {2,}/gu, ' ')
    .trim()
}
