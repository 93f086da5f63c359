import { describe, expect, it } from 'vitest'
import { parseSystems, partsOf } from './system-names.ts'

describe('partsOf', () => {
  it.each([
    ['nothing', { plain: 'nothing' }],
    ['context@bm25', { plain: 'context', retriever: 'bm25' }],
    ['context@with=late-interaction', { plain: 'context', alsoBy: 'late-interaction' }],
    ['context@bm25@k=16', { plain: 'context', retriever: 'bm25', k: 16 }],
    [
      'channel@model=models/large@suggest-at=0@rewrite-at=.75',
      { plain: 'channel', model: 'models/large', suggestAt: 0, rewriteAt: 0.75 },
    ],
    ['llm-context@prompt=prompts/own=1.txt', { plain: 'llm-context', prompt: 'prompts/own=1.txt' }],
  ])('reads %s', (name, wanted) => expect(partsOf(name)).toEqual(wanted))

  it.each([
    ['contxt', 'There is no system "contxt".'],
    ['context@bm26', 'context@bm26: there is no setting "bm26"; write a retriever (hybrid,'],
    ['context@toString=1', 'there is no setting "toString=1"'],
    ['context@k', 'there is no setting "k"'],
    ['context@retriever=bm25', 'there is no setting "retriever=bm25"'],
    ['context@bm25@hybrid', 'retriever is given twice.'],
    ['context@k=17', 'context@k=17: k must be an integer from 0 to 16.'],
    ['context@with=bm26', 'with must be one of hybrid,'],
    ['no-retrieval@with=bm25', 'no-retrieval has no with.'],
    ['context@model=', 'model must be a folder.'],
    ['context@rewrite-at=2', 'rewrite-at must be a number from 0 to 1.'],
    ['context@k=1@k=2', 'k is given twice.'],
    ['context@suggest-at=0.5@rewrite-at=0.4', 'suggest-at is above rewrite-at.'],
    ['no-context@k=4', 'no-context has no k.'],
    ['symspell@bm25', 'symspell has no retriever.'],
    ['llm@model=models/large', 'llm has no model.'],
    ['context@prompt=p.txt', 'context has no prompt.'],
  ])('refuses %s', (name, message) => expect(() => partsOf(name)).toThrow(message))
})

describe('parseSystems', () => {
  it('gives each once, in the order given', () => {
    expect(parseSystems('context@k=4, channel,context@bm25,context,nothing,context@k=4')).toEqual([
      'context@k=4',
      'channel',
      'context@bm25',
      'context',
      'nothing',
    ])
  })

  it('orders all by the list of systems, without those of a remote model', () => {
    const all = [
      'nothing',
      'channel',
      'symspell',
      'hunspell',
      'model',
      'model-names',
      'no-retrieval',
      'no-context',
      'context',
    ]
    expect(parseSystems('all')).toEqual(all)
  })
})
