import { describe, expect, it } from 'vitest'
import { createProductSearchBuilder } from './product-search.ts'
import { doNothing } from './system.ts'
import { noTally, scripted } from './testing.ts'
import { brands, channel, context, gold, novel, run, typos } from './testing-evaluation.ts'

describe('evaluate', () => {
  it('measures every system on a set', async () => {
    const { sets, systems } = await run()
    expect(systems).toEqual(['nothing', 'channel', 'context'])
    const [set] = sets
    expect(set).toMatchObject({ name: 'typos.tsv', n: 5, misspelled: 3, clean: 2 })
    const [nothing, noisy, ours] = set!.systems
    expect(nothing!.counts).toEqual({ ...noTally, kept: 2, missed: 3 })
    expect(noisy!.counts).toEqual({ ...noTally, kept: 1, broken: 1, fixed: 1, missed: 2 })
    expect(ours!.counts).toEqual({ ...noTally, kept: 2, fixed: 2, missed: 1 })
    expect(noisy!.measures.accuracy).toMatchObject({ value: 0.4, hits: 2, n: 5 })
    expect(noisy!.measures.falseCorrectionRate).toMatchObject({ value: 0.5, hits: 1, n: 2 })
    expect(noisy!.measures.precision.value).toBe(0.5)
    expect(noisy!.measures.f05.value).toBeCloseTo((1.25 * 0.5 * (1 / 3)) / (0.25 * 0.5 + 1 / 3), 12)
    expect(noisy!.measures.netFixesPer1000.value).toBeCloseTo(40 - 440, 9)
    expect(ours!.measures.netFixesPer1000.value).toBeCloseTo(80, 9)
    expect(ours!.measures.bestReadingAccuracy).toMatchObject({ value: 1, hits: 5 })
    expect(ours!.measures.suggestRate.hits).toBe(1)
    expect(ours!.measures.suggestPrecision).toMatchObject({ value: 1, hits: 1, n: 1 })
  })

  it('leaves undefined what a set cannot say', async () => {
    const { sets } = await run({ sets: [{ ...typos, cases: typos.cases.slice(3) }] })
    const { recall, f05, netFixesPer1000 } = sets[0]!.systems[0]!.measures
    expect(recall).toEqual({ value: null, low: null, high: null, hits: 0, n: 0 })
    expect([f05.value, netFixesPer1000.value, netFixesPer1000.low]).toEqual([null, null, null])
  })

  it('slices by class, brand and kind of error', async () => {
    const { sets } = await run({ sets: [typos, brands] })
    const { slices } = sets[0]!.systems[2]!
    expect(slices.map(({ key, n, accuracy }) => [key, n, accuracy.hits])).toEqual([
      ['brand=yes', 1, 1],
      ['slice=brand', 1, 1],
      ['slice=space', 1, 1],
      ['slice=word', 1, 0],
      ['errors=one_edit', 1, 1],
      ['errors=spacing', 1, 1],
      ['errors=several_terms', 1, 0],
      ['errors=none', 2, 2],
      ['edits=0', 2, 2],
      ['edits=1', 2, 2],
      ['edits=2', 1, 0],
      ['length=1', 2, 2],
      ['length=2', 3, 2],
      ['numbers=no', 5, 4],
    ])
  })

  it('slices by whether the catalog holds every term, where the systems can tell', async () => {
    const { sets } = await run({
      openSystems: async () => ({
        systems: [doNothing, context],
        traitsOf: async ({ query }) => ({ isInCatalog: query.includes('towl'), productShare: 0 }),
        close: async () => undefined,
      }),
    })
    const ofTerms = sets[0]!.systems[1]!.slices.filter(({ key }) => key.startsWith('terms='))
    expect(ofTerms.map(({ key, n, accuracy }) => [key, n, accuracy.hits])).toEqual([
      ['terms=some_unknown', 4, 4],
      ['terms=all_in_catalog', 1, 0],
    ])
  })

  it('asks local systems one after another, and remote ones at a time, in the order given', async () => {
    const events: string[] = []
    const system = (label: string, isRemote: boolean) => ({
      ...scripted(label, {}),
      isRemote,
      async answer(query: string) {
        events.push(`${label} asked`)
        await new Promise((resolve) => setImmediate(resolve))
        events.push(`${label} answers`)
        return context.answer(query)
      },
    })
    const systems = [system('far', true), system('near', false), system('farther', true), system('nearer', false)]
    const { systems: labels } = await run({
      sets: [{ name: 'one.tsv', cases: [gold('asics', 'asics')] }],
      openSystems: async () => ({ systems, close: async () => undefined }),
    })
    expect(labels).toEqual(['far', 'near', 'farther', 'nearer'])
    const local = ['near', 'near', 'nearer', 'nearer'].flatMap((label) => [`${label} asked`, `${label} answers`])
    expect(events).toEqual([...local, 'far asked', 'farther asked', 'far answers', 'farther answers'])
  })

  it('takes no time on a core for a remote system', async () => {
    const systems = [channel, { ...context, isRemote: true }]
    const { sets } = await run({ openSystems: async () => ({ systems, close: async () => undefined }) })
    expect(sets[0]!.systems.map(({ cost }) => cost !== undefined)).toEqual([true, false])
  })

  it('pools the sets on the whole catalog, a query of several files once', async () => {
    const { sets } = await run({ sets: [typos, brands, novel] })
    expect(sets.map(({ name, n }) => [name, n])).toEqual([
      ['all', 5],
      ['typos.tsv', 5],
      ['brand.tsv', 1],
      ['novel.tsv', 1],
    ])
    expect(sets[3]!.without).toBe('words.tsv')
  })

  it('pools under the restriction that the main catalog has', async () => {
    const restricted = [typos, brands].map((set) => ({ ...set, without: 'words.tsv' }))
    const { sets } = await run({ sets: [...restricted, { ...novel, without: 'others.tsv' }], without: 'words.tsv' })
    expect(sets.map(({ name, n, without }) => [name, n, without])).toEqual([
      ['all', 5, 'words.tsv'],
      ['typos.tsv', 5, 'words.tsv'],
      ['brand.tsv', 1, 'words.tsv'],
      ['novel.tsv', 1, 'others.tsv'],
    ])
  })

  it('opens a search once for each catalog with judgements, after the systems are closed', async () => {
    const events: string[] = []
    const openSystems = async (without: string | undefined) => {
      events.push(`systems on ${without ?? 'whole'}`)
      return { systems: [channel], close: async () => void events.push('close') }
    }
    const openSearch = async (without: string | undefined) => {
      events.push(`search on ${without ?? 'whole'}`)
      return createProductSearchBuilder().finish()
    }
    const judged = { ...brands, cases: brands.cases.map((one) => ({ ...one, relevant: ['7'] })) }
    const { sets } = await run({ sets: [typos, judged, novel], openSystems, openSearch })
    expect(events).toEqual(['systems on whole', 'close', 'search on whole', 'systems on words.tsv', 'close'])
    expect(sets.map(({ name, search }) => [name, search?.n])).toEqual([
      ['all', 1],
      ['typos.tsv', undefined],
      ['brand.tsv', 1],
      ['novel.tsv', undefined],
    ])
    events.length = 0
    await run({ sets: [typos, brands], openSystems, openSearch })
    expect(events).toEqual(['systems on whole', 'close'])
  })

  it('pools the judgements of one query', async () => {
    const relevant = (ids: readonly string[]) => ({ cases: brands.cases.map((one) => ({ ...one, relevant: ids })) })
    const { sets } = await run({
      sets: [
        { name: 'a.tsv', ...relevant(['1', '2']) },
        { name: 'b.tsv', ...relevant(['2', '3']) },
      ],
      openSearch: async () => createProductSearchBuilder().finish(),
    })
    expect(sets.map(({ search }) => [search!.n, search!.products, search!.productsNotInCatalog])).toEqual([
      [1, 3, 3],
      [1, 2, 2],
      [1, 2, 2],
    ])
  })

  it('reports what the systems were opened with', async () => {
    const opened = { systems: [channel], settings: { rewriteAt: 0.9 }, close: async () => undefined }
    expect((await run({ openSystems: async () => opened })).settings).toEqual({ k: 8, rewriteAt: 0.9 })
  })

  it('opens the systems once for each catalog, closes one before the next, and asks each query once', async () => {
    const events: string[] = []
    await run({
      sets: [typos, novel, brands],
      openSystems: async (without) => {
        events.push(`open ${without ?? 'whole'}`)
        const counting = { ...channel, answer: (query: string) => (events.push(query), channel.answer(query)) }
        return { systems: [counting], close: async () => void events.push('close') }
      },
    })
    const queries = typos.cases.map(({ query }) => query)
    // twice: the first time to warm up
    expect(events).toEqual(['open whole', ...queries, ...queries, 'close', 'open words.tsv', 'asics', 'asics', 'close'])
  })

  it('closes the systems when one of them throws', async () => {
    let isClosed = false
    const broken = { label: 'broken', answer: () => Promise.reject(new Error('no model')) }
    const opened = { systems: [broken], close: async () => void (isClosed = true) }
    await expect(run({ openSystems: async () => opened })).rejects.toThrow('no model')
    expect(isClosed).toBe(true)
  })

  it('lists false corrections and misses, the most confident first', async () => {
    const { sets } = await run()
    expect(sets[0]!.systems[1]!.falseCorrections).toEqual([
      {
        query: 'hygeeni wipes',
        applied: 'hygiene wipes',
        corrected: 'hygiene wipes',
        golds: ['hygeeni wipes'],
        confidence: 0.9,
        verdict: 'rewrite',
      },
    ])
    expect(sets[0]!.systems[2]!.misses).toMatchObject([
      { query: 'cheep towl', applied: 'cheep towl', corrected: 'cheap towel', confidence: 0.6, slice: 'word' },
    ])
    expect(sets[0]!.systems[0]!.misses.map(({ query, confidence }) => [query, confidence])).toEqual([
      ['nkie shoes', null],
      ['redbull', null],
      ['cheep towl', null],
    ])
    const { sets: capped } = await run({ failures: 1 })
    expect(capped[0]!.systems[0]!.misses).toHaveLength(1)
  })

  it('compares each system with the first that is not doing nothing', async () => {
    const { sets } = await run()
    expect(sets[0]!.comparisons).toMatchObject([
      { system: 'nothing', baseline: 'channel', onlySystem: 1, onlyBaseline: 1, p: 1 },
      { system: 'context', baseline: 'channel', onlySystem: 2, onlyBaseline: 0, p: 0.5 },
    ])
  })

  it('reads calibration off confidence and best reading, and says where there is none', async () => {
    const { sets } = await run()
    const [nothing, , ours] = sets[0]!.systems
    expect(nothing!.calibration).toEqual({})
    expect(ours!.calibration.all!.expectedCalibrationError).toBeCloseTo((0.03 + 0.05 + 0.4 + 0.1 + 0.1) / 5, 12)
    expect(ours!.calibration.corrections!.expectedCalibrationError).toBeCloseTo((0.03 + 0.05 + 0.4) / 3, 12)
    const { clean, misspelled } = sets[0]!
    const { atShare, all } = ours!.calibration
    expect([atShare!.n, clean > 0, misspelled > 0]).toEqual([all!.n, true, true])
  })

  it('maps what other thresholds of the last system would have done', async () => {
    const { operatingMap } = await run()
    expect(operatingMap.system).toBe('context')
    const exactAt = (wanted: number) =>
      operatingMap.points.find(({ rewriteAt }) => rewriteAt === wanted)!.sets[0]!.accuracy.hits
    expect([0.6, 0.65, 0.95, 0.96, 0.98].map(exactAt)).toEqual([5, 4, 4, 3, 2])
    expect(operatingMap.points.filter(({ isInForce }) => isInForce)).toEqual([])
  })

  it('marks the threshold in force on the map, where the last system has one', async () => {
    const thresholds = { suggestAt: 0.25, rewriteAt: 0.62, limits: { typedAtMost: 0.42 } }
    const { operatingMap } = await run({
      openSystems: async () => ({ systems: [{ ...context, thresholds }], close: async () => undefined }),
    })
    expect(operatingMap.thresholds).toEqual(thresholds)
    expect(operatingMap.points.map(({ rewriteAt }) => rewriteAt)).toContain(0)
    const [inForce, ...others] = operatingMap.points.filter(({ isInForce }) => isInForce)
    expect([inForce!.rewriteAt, others]).toEqual([0.62, []])
  })

  it('counts answers that were given while a dependency failed', async () => {
    const limping = {
      ...context,
      answer: async (query: string) => ({ ...(await context.answer(query)), isDegraded: query === 'redbull' }),
    }
    const { sets } = await run({ openSystems: async () => ({ systems: [limping], close: async () => undefined }) })
    expect(sets[0]!.systems[0]!.degraded).toBe(1)
  })

  it('gives the same report again', async () => {
    const options = { sets: [typos, brands, novel] }
    expect(JSON.stringify(await run(options))).toBe(JSON.stringify(await run(options)))
  })

  it('tells of its progress, and stops when it is aborted', async () => {
    const seen: string[] = []
    await run({ onProgress: ({ system, done, total }) => seen.push(`${system} ${done}/${total}`) })
    expect([seen[0], seen.at(-1), seen.length]).toEqual(['nothing 1/5', 'context 5/5', 15])
    await expect(run({ signal: AbortSignal.abort(new Error('stop')) })).rejects.toThrow('stop')
  })
})
