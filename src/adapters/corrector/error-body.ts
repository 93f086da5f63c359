import { z } from 'zod'

/** Longest message that is passed on, in UTF-16 code units. */
const longest = 300

const detail = z.union([
  z.string(),
  // one entry a field that was refused
  z
    .array(z.object({ loc: z.array(z.union([z.string(), z.number()])).default([]), msg: z.string() }))
    .min(1)
    .transform((entries) => entries.map(({ loc, msg }) => [loc.join('.'), msg].filter(Boolean).join(': ')).join('; ')),
])
const bodySchema = z.union([
  z.object({ error: z.looseObject({ message: z.string() }) }),
  z.object({ error: z.string() }).transform(({ error }) => ({ error: { message: error } })),
  // FastAPI's, and so that of most servers in Python
  z.object({ detail }).transform(({ detail: message }) => ({ error: { message } })),
  z.object({ message: z.string() }).transform(({ message }) => ({ error: { message } })),
])

/**
 * The response with its error in the form that the OpenAI protocol gives it, `{"error": {"message": …}}`, on one line of at most 300
 * characters. One that succeeded, and one without a message of a known form, is given back as it came.
 */
export async function withErrorMessage(response: Response): Promise<Response> {
  if (response.ok) return response
  const text = await response.clone().text()
  const body = bodySchema.safeParse(parsed(text)).data
  if (!body) return response
  const message = body.error.message.replace(/\s+/gu, ' ').trim()
  const error = { ...body.error, message: message.length > longest ? `${message.slice(0, longest - 1)}…` : message }
  const headers = new Headers(response.headers)
  // of the body as it came
  for (const name of ['content-length', 'content-encoding']) headers.delete(name)
  headers.set('content-type', 'application/json')
  return new Response(JSON.stringify({ error }), { status: response.status, statusText: response.statusText, headers })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
