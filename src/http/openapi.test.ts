import { Ajv2020 } from 'ajv/dist/2020.js'
import { beforeAll, describe, expect, it } from 'vitest'
import { createTestApp } from './testing.ts'

interface Operation {
  operationId: string
  summary: string
  tags: string[]
  responses: Record<string, { description: string; content?: Record<string, { schema: unknown }> }>
  parameters?: { name: string; in: string; required?: boolean; schema: unknown }[]
  security?: unknown
}
interface Description {
  openapi: string
  info: { title: string; version: string }
  paths: Record<string, Record<string, Operation>>
  components: Record<string, Record<string, unknown>>
}

let description: Description
const made = createTestApp()
beforeAll(async () => {
  const response = await made.app.request('/openapi.json')
  expect(response.status).toBe(200)
  description = (await response.json()) as Description
})

const refsIn = (value: unknown): string[] => {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, item]) => (key === '$ref' ? [String(item)] : refsIn(item)))
}
const operations = () => Object.values(description.paths).flatMap((methods) => Object.values(methods))

/** Says what a schema of the document has against a value. */
function problems(schema: unknown, value: unknown) {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true })
  ajv.addSchema({ $id: 'api.json', components: description.components })
  const absolute = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"api.json#/')) as object
  const validate = ajv.compile(absolute)
  return validate(value) ? [] : validate.errors
}

describe('GET /openapi.json', () => {
  it('is version 3.1 and lists every route', () => {
    expect(description.openapi).toBe('3.1.0')
    expect(
      Object.entries(description.paths).flatMap(([path, methods]) =>
        Object.keys(methods).map((method) => `${method} ${path}`),
      ),
    ).toEqual([
      'get /v1/correct',
      'post /v1/correct',
      'post /v1/score',
      'post /v1/feedback',
      'post /v1/labels',
      'get /v1/decisions/{id}',
      'get /v1/names',
      'put /v1/names',
      'delete /v1/names',
      'get /v1/catalog',
      'get /healthz',
      'get /readyz',
      'get /metrics',
    ])
  })

  it('resolves every reference', () => {
    const refs = [...new Set(refsIn(description))]
    expect(refs.length).toBeGreaterThan(5)
    for (const ref of refs) {
      const path = ref.replace(/^#\//, '').split('/')
      const target = path.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], description)
      expect(target, ref).toBeTypeOf('object')
    }
  })

  it('gives each operation its own id, a summary, a tag and described answers', () => {
    const all = operations()
    expect(new Set(all.map(({ operationId }) => operationId)).size).toBe(all.length)
    for (const { operationId, summary, tags, responses } of all) {
      expect(summary, operationId).not.toBe('')
      expect(tags, operationId).toHaveLength(1)
      for (const answer of Object.values(responses)) expect(answer.description, operationId).not.toBe('')
    }
  })

  it('marks what needs the token', () => {
    const guarded = operations().filter(({ security }) => security !== undefined)
    expect(guarded.map(({ operationId }) => operationId)).toEqual([
      'score',
      'label',
      'listNames',
      'putNames',
      'deleteNames',
    ])
    expect(description.components.securitySchemes).toEqual({ bearer: { type: 'http', scheme: 'bearer' } })
  })

  it('describes the options of GET /v1/correct', () => {
    const parameters = description.paths['/v1/correct']!.get!.parameters!
    expect(parameters.map((parameter) => [parameter.name, parameter.in, parameter.required ?? false])).toEqual([
      ['q', 'query', true],
      ['mode', 'query', false],
      ['locale', 'query', false],
      ['k', 'query', false],
      ['previous', 'query', false],
      ['hits', 'query', false],
    ])
    const schemaOf = (name: string) => parameters.find((parameter) => parameter.name === name)!.schema
    expect(schemaOf('q')).toMatchObject({ type: 'string', maxLength: 512 })
    expect(schemaOf('mode')).toMatchObject({ type: 'string', enum: ['auto', 'suggest', 'off'] })
    expect(schemaOf('k')).toMatchObject({ type: 'integer', minimum: 0, maximum: 16 })
    expect(schemaOf('previous')).toMatchObject({ type: 'array', items: { type: 'string' } })
  })

  it.each([
    ['GET', '/v1/correct', '/v1/correct?q=nikee', undefined],
    ['GET', '/v1/correct', '/v1/correct', undefined],
    ['POST', '/v1/correct', '/v1/correct', { queries: ['a', 'b'] }],
    ['PUT', '/v1/names', '/v1/names', { name: 'Nike', locale: 'en' }],
    ['DELETE', '/v1/names', '/v1/names?name=puma', undefined],
    ['GET', '/v1/names', '/v1/names?limit=1', undefined],
    ['GET', '/v1/catalog', '/v1/catalog', undefined],
    ['GET', '/healthz', '/healthz', undefined],
    ['GET', '/readyz', '/readyz', undefined],
  ])('describes what %s %s answers to %s', async (method, path, address, body) => {
    const response = await made.send(method, address, body)
    const answer = description.paths[path]![method.toLowerCase()]!.responses[response.status]!
    expect(problems(answer.content!['application/json']!.schema, await response.json())).toEqual([])
  })

  it('describes a logged decision with its feedback and labels', async () => {
    const { id } = (await (await made.app.request('/v1/correct?q=x&hits=1&locale=en')).json()) as { id: string }
    await made.send('POST', '/v1/feedback', { id, kind: 'clicked', detail: 'x' })
    await made.send('POST', '/v1/labels', { id, kind: 'should_be', text: 'y' })
    const logged: unknown = await (await made.app.request(`/v1/decisions/${id}`)).json()
    const schema = description.paths['/v1/decisions/{id}']!.get!.responses[200]!.content!['application/json']!.schema
    expect(problems(schema, logged)).toEqual([])
    expect(problems(schema, { feedback: [] })).not.toEqual([])
  })
})
