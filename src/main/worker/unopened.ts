import { errorOf } from '../../http/errors.ts'
import { holdsToken } from '../../http/protect.ts'
import type { SpellerError, SpellerErrorCode } from '../../speller/errors.ts'

/** What no later request mends: somebody must change a setting or a file. */
const lasting: readonly SpellerErrorCode[] = ['config_invalid', 'model_invalid', 'catalog_invalid']

/**
 * The answer of a Worker that could not be opened: 503. Where it is misconfigured, it says so and not "try again"; what is wrong stands
 * in it only for whoever sends the API token.
 */
export async function answerUnopened(error: SpellerError, request: Request, apiToken: string | undefined) {
  const { status, body } = errorOf(error)
  const headers = { 'cache-control': 'no-store' }
  if (!lasting.includes(error.code)) return Response.json(body, { status, headers })
  const mayKnow = apiToken !== undefined && (await holdsToken(request.headers.get('authorization'), apiToken))
  const askAgain = apiToken === undefined ? '' : ', and so does this answer to a request with the API token'
  const message = mayKnow
    ? error.message
    : `This server is misconfigured, or lacks a file. Its log says what is wrong${askAgain}.`
  return Response.json({ error: { code: error.code, message } }, { status, headers })
}
