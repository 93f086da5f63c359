import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { detectFormat } from './detect-format.ts'

const detect = (path: string, head: string | Uint8Array, wanted?: 'csv' | 'tsv' | 'auto') =>
  detectFormat(path, Buffer.from(head), wanted)

describe('detectFormat', () => {
  it.each([
    ['feed.tsv', 'id\ttitle, long\n', 'tsv', '\t'],
    ['feed.csv', 'id,title\n', 'csv', ','],
    ['feed.csv', 'id;title;a,b\n1,2,3', 'csv', ';'],
    ['feed.csv', 'id\ttitle\tbrand\n', 'tsv', '\t'],
    ['feed.txt', '\uFEFFid|title\r\n', 'csv', '|'],
    ['feed.txt', '\n {"id":1}', 'jsonl', ''],
    ['feed.csv', '\uFEFF<?xml version="1.0"?>', 'merchant-xml', ''],
    ['feed.jsonl.gz', '"x"', 'jsonl', ''],
    ['feed.bin', 'PAR1\u0015', 'parquet', ''],
    ['export.txt', '\uFEFF"Handle","Title","Body (HTML)","Vendor"\n', 'shopify-csv', ','],
    ['feed.csv', 'handle,title,vendor\n', 'csv', ','],
    ['feed.csv', 'sep=;\r\nid;title, long, and more\r\n', 'csv', ';'],
    ['feed.csv', '\uFEFF"sep=|"\nid|title;a;b\n', 'csv', '|'],
    ['feed.csv', 'sep=\t\nid\ttitle,a,b\n', 'tsv', '\t'],
    ['export.csv', 'sep=,\n"Handle","Title","Body (HTML)","Vendor"\n', 'shopify-csv', ','],
    ['FEED.XML', 'broken', 'merchant-xml', ''],
  ])('takes %s that begins with %j for %s', (path, head, format, delimiter) => {
    expect(detect(path, head)).toEqual({ format, delimiter })
  })

  it('believes the caller', () => {
    expect(detect('feed.tsv', 'id;title', 'csv')).toEqual({ format: 'csv', delimiter: ';' })
    expect(detect('feed.csv', 'title', 'csv')).toEqual({ format: 'csv', delimiter: ',' })
    expect(detect('feed.txt', 'sep=;\nid;a,b,c', 'csv')).toEqual({ format: 'csv', delimiter: ';' })
    expect(detect('feed.csv', 'a,b', 'tsv')).toEqual({ format: 'tsv', delimiter: '\t' })
  })

  it.each([
    ['', /is empty/],
    ['[{"id":1}]', /JSON array/],
    ['PK\u0003\u0004', /ZIP file or a spreadsheet/],
    ['words only', /--format tsv\|csv/],
    [Buffer.from('\uFEFFid', 'utf16le'), /UTF-16/],
    [Buffer.from('id,title\n', 'utf16le'), /UTF-16, packed twice/],
    [gzipSync('id,title\n'), /packed twice/],
    ['<!DOCTYPE html><html><body>Log in</body></html>', /web page.*such as a login/],
    ['id,title\r1,Tea\r', /carriage return alone/],
  ])('fails on %j, saying what to do', (head, message) => {
    expect(() => detect('feed.dat', head)).toThrow(message)
    expect(() => detect('feed.dat', head)).toThrow(/^feed\.dat:1: /)
  })
})
