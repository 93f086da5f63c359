import { describe, expect, it } from 'vitest'
import { service } from './config-fields.ts'
import { loadConfig } from './config.ts'

describe('service', () => {
  const http = 'an address that begins with http:// or https://'
  const user = 'an address without user and password, which would not be sent; a key or token goes into '
  const bare = 'an address without ? and #, which would not be sent'

  it.each([
    ['http://me:hidden@host:1/v1', `${user}KEY`],
    ['http://hidden@host', `${user}KEY`],
    ['http://:hidden@host', `${user}KEY`],
    ['http:/me:hidden@host?hidden', `${user}KEY`],
    ['https://host/v1?key=hidden', bare],
    ['https://host/v1?', bare],
    ['https://host/v1#hidden', bare],
    ['me:hidden@host/v1', http],
    ['ftp://host', http],
    ['host', http],
  ])('refuses %s, with one reason', (value, allowed) => {
    expect(
      service('KEY')
        .safeParse(value)
        .error?.issues.map(({ message }) => message),
    ).toEqual([allowed])
  })

  it.each(['http://localhost:8000', 'https://host/a/b/', 'http://[::1]:6333/v1'])('takes %s as it is', (value) => {
    expect(service('KEY').parse(value)).toBe(value)
  })

  it.each([
    ['QDRANT_URL', 'QDRANT_API_KEY'],
    ['LLM_BASE_URL', 'LLM_API_KEY'],
    ['QUERYMEND_SERVER_URL', 'QUERYMEND_SERVER_TOKEN'],
  ])('is what %s is, refused without its password, with the variable for a key', (name, key) => {
    const refusalOf = (value: string) => {
      try {
        return loadConfig({ [name]: value }) && 'accepted'
      } catch (error) {
        return (error as Error).message.split('\n').at(-1)
      }
    }
    expect(refusalOf('http://me:h@dden@host:1/v1')).toBe(`  ${name} is "http://***@host:1/v1"; allowed: ${user}${key}`)
    expect(refusalOf('http:/me:hidden@host:1')).toBe(`  ${name} is "http:***@host:1"; allowed: ${user}${key}`)
    expect(refusalOf('m3:hidden@host:1/v1')).toBe(`  ${name} is "m3:***@host:1/v1"; allowed: ${http}`)
    expect(refusalOf('http://host/v1?key=hidden')).toBe(`  ${name} is "http://host/v1?***"; allowed: ${bare}`)
  })
})
