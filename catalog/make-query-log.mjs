// Writes catalog/query-log.parquet: a small query log, made up by hand, in the schema of AmazonQAC's training files.
//
//   node catalog/make-query-log.mjs         needs the development packages
//
// Deterministic: the same lists give the same bytes.
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parquetWriteFile } from 'hyparquet-writer'

// session, minute, popularity, final search, and what stood in the box before each deletion and at last, with "<" between
const searches = [
  ['s1', 0, 412, 'running shoes', 'runing< running sh'],
  ['s1', 2, 96, 'running shoes women', 'running shoes wom'],
  ['s1', 90, 57, 'yoga mat', 'yoga m'],
  ['s2', 5, 412, 'running shoes', 'running sheos< running sho'],
  ['s2', 6, 131, 'running socks', 'running soc'],
  ['s3', 11, 57, 'yoga mat', 'yoga mta< yoga mat'],
  ['s3', 13, 22, 'yoga block cork', 'yoga blcok< yoga block'],
  ['s4', 17, 75, 'baby wipes', 'bayb wip< baby wip'],
  ['s4', 19, 3, 'hygeeni baby wipes for our holiday in june', 'hygeeni'],
  ['s5', 23, 188, 'coffee grinder', 'cofee grin< coffee grin'],
  ['s5', 24, 64, 'coffee beans', 'coffee grind< coffee be'],
  ['s6', 31, 188, 'coffee grinder', 'coffee gridner < coffee grinder'],
  ['s7', 37, 41, 'usb c cable 2m', 'usb c cabel< usb c cab'],
  ['s8', 44, 120, 'dog food', 'cat food< dog'],
  ['s8', 46, 120, 'Dog Food', 'Dog Fo'],
  ['s9', 52, 33, 'wireless headphones', 'wireles headphones < wireless headphones'],
]

const prefixesOf = (text) =>
  text
    .split('<')
    .map((part) => part.trimStart())
    .filter((part) => part !== '')
const time = (minutes) => new Date(Date.UTC(2026, 0, 5, 9, minutes)).toISOString().slice(0, 19).replace('T', ' ')
const text = (name) => ({ name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' })

parquetWriteFile({
  filename: join(dirname(fileURLToPath(import.meta.url)), 'query-log.parquet'),
  createdBy: 'querymend',
  schema: [
    { name: 'root', num_children: 7 },
    text('query_id'),
    text('session_id'),
    { name: 'prefixes', converted_type: 'LIST', repetition_type: 'REQUIRED', num_children: 1 },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    { name: 'element', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
    text('first_prefix_typed_time'),
    text('final_search_term'),
    text('search_time'),
    { name: 'popularity', type: 'INT32', repetition_type: 'REQUIRED' },
  ],
  columnData: [
    { name: 'query_id', data: searches.map((_, i) => `q${i + 1}`) },
    { name: 'session_id', data: searches.map(([session]) => session) },
    { name: 'prefixes', data: searches.map((search) => prefixesOf(search[4])) },
    { name: 'first_prefix_typed_time', data: searches.map((search) => time(search[1])) },
    { name: 'final_search_term', data: searches.map((search) => search[3]) },
    { name: 'search_time', data: searches.map((search) => time(search[1])) },
    { name: 'popularity', data: searches.map((search) => search[2]) },
  ],
})
