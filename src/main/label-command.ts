import { Argument, Command } from 'commander'
import { loadConfig } from '../config.ts'
import { printableJson } from '../report/printable.ts'
import { SpellerError } from '../speller/errors.ts'
import type { Label, LoggedDecision } from '../speller/types.ts'
import { exitCodeOf, parse, withLog, type ExitCode, type LogCommandContext } from './command.ts'

const kinds = { right: 'right', wrong: 'wrong', 'should-be': 'should_be' } as const
const maxText = 512

/** Labels one logged decision, and says what it was. Only bugs throw. */
export function runLabelCommand(context: LogCommandContext): Promise<ExitCode> {
  const { stdout, stderr } = context
  return exitCodeOf(stderr, async () => {
    const label = labelOf(context)
    const config = loadConfig(context.env)
    const found = await withLog(context, config, async (log) => {
      const status = await log.label(label)
      return status === 'recorded' ? log.find(label.decisionId) : undefined
    }).catch((error: unknown) => {
      if (!(error instanceof SpellerError && error.code === 'log_in_use')) throw error
      const body = JSON.stringify({ id: label.decisionId, kind: label.kind, text: label.text })
      const ask = `Or ask the server that holds it: POST /v1/labels with ${body}`
      throw new SpellerError('log_in_use', `${error.message}\n${ask}`, { cause: error })
    })
    if (found === undefined) {
      stderr.write(`No decision ${label.decisionId} is in the log; GET /v1/correct and the log give the ids.\n`)
      return 2
    }
    stdout.write(described(found))
    return 0
  })
}

function labelOf(context: LogCommandContext): Label {
  const command = parse(
    new Command('label')
      .description('Says whether a logged decision was right; of several labels the last one counts.')
      .argument('<id>', 'of the decision')
      .addArgument(
        new Argument('<kind>', 'right or wrong: what was offered; should-be: give the text').choices(
          Object.keys(kinds),
        ),
      )
      .argument('[text]', 'what was meant, with should-be only')
      .allowExcessArguments(false),
    context,
  )
  const [decisionId, given, text] = command.processedArgs as [string, keyof typeof kinds, string | undefined]
  const kind = kinds[given]
  const meant = text?.trim()
  if (kind !== 'should_be') {
    if (text !== undefined) command.error(`error: text belongs to should-be, not to ${given}`)
    return { decisionId, kind }
  }
  if (!meant) command.error('error: should-be needs the text that was meant: label ID should-be "nike shoes"')
  if (meant!.length > maxText) command.error(`error: the text is longer than ${maxText} characters`)
  return { decisionId, kind, text: meant! }
}

function described({ record, labels }: LoggedDecision): string {
  const { query, corrected, verdict } = record
  const { kind, text } = labels.at(-1)!
  const said = text === undefined ? kind : `should be ${printableJson(text)}`
  return `${printableJson(query)} -> ${printableJson(corrected)} (${verdict}): ${said}\n`
}
