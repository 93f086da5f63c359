import { sql } from 'drizzle-orm'
import { bigint, boolean, date, doublePrecision, pgView, text, timestamp, uuid } from 'drizzle-orm/pg-core'

// What dashboards read; docs/dashboards.md describes every column. Days are UTC. Texts are as stored (columns.ts).
// SQL at PostgreSQL 15 level. A view may stand on the first alone: migrations create them by name.

const count = (name: string) => bigint(name, { mode: 'number' }).notNull()
const day = () => date('day').notNull()

export const decisionOutcomes = pgView('decision_outcomes', {
  id: uuid('id').notNull(),
  at: timestamp('at', { withTimezone: true, precision: 3, mode: 'date' }).notNull(),
  day: day(),
  query: text('query').notNull(),
  corrected: text('corrected').notNull(),
  applied: text('applied').notNull(),
  verdict: text('verdict').notNull(),
  reason: text('reason').notNull(),
  confidence: doublePrecision('confidence').notNull(),
  model: text('model').notNull(),
  catalog: text('catalog').notNull(),
  locale: text('locale'),
  hitCount: bigint('hit_count', { mode: 'number' }),
  isDegraded: boolean('is_degraded').notNull(),
  accepted: boolean('accepted').notNull(),
  reverted: boolean('reverted').notNull(),
  clicked: boolean('clicked').notNull(),
  noResults: boolean('no_results').notNull(),
  label: text('label'),
  shouldBe: text('should_be'),
}).as(sql`
  select d.id, d.at, (d.at at time zone 'UTC')::date as day, d.query, d.corrected, d.applied, d.verdict, d.reason,
    d.confidence, d.model, d.catalog, d.locale, d.hit_count, d.degraded <> '[]'::jsonb as is_degraded,
    coalesce(f.accepted, false) as accepted, coalesce(f.reverted, false) as reverted,
    coalesce(f.clicked, false) as clicked, coalesce(f.no_results, false) as no_results,
    l.kind as label, l.text as should_be
  from decisions d
  left join lateral (
    select bool_or(kind = 'accepted') as accepted, bool_or(kind = 'reverted') as reverted,
      bool_or(kind = 'clicked') as clicked, bool_or(kind = 'no_results') as no_results
    from feedback where decision_id = d.id
  ) f on true
  left join lateral (select kind, text from labels where decision_id = d.id order by id desc limit 1) l on true
`)

export const volumesByDay = pgView('volumes_by_day', {
  day: day(),
  verdict: text('verdict').notNull(),
  decisions: count('decisions'),
}).as(sql`
  select (at at time zone 'UTC')::date as day, verdict, count(*) as decisions from decisions group by 1, 2
`)

export const rewritesByDay = pgView('rewrites_by_day', {
  day: day(),
  query: text('query').notNull(),
  applied: text('applied').notNull(),
  rewrites: count('rewrites'),
  accepted: count('accepted'),
  reverted: count('reverted'),
  noResults: count('no_results'),
}).as(sql`
  select day, lower(query) as query, lower(applied) as applied, count(*) as rewrites,
    count(*) filter (where accepted) as accepted, count(*) filter (where reverted) as reverted,
    count(*) filter (where no_results) as no_results
  from decision_outcomes where verdict = 'rewrite' group by 1, 2, 3
`)

export const revertRates = pgView('revert_rates', {
  query: text('query').notNull(),
  applied: text('applied').notNull(),
  rewrites: count('rewrites'),
  reverted: count('reverted'),
  revertRate: doublePrecision('revert_rate').notNull(),
}).as(sql`
  select lower(query) as query, lower(applied) as applied, count(*) as rewrites,
    count(*) filter (where reverted) as reverted,
    count(*) filter (where reverted) / count(*)::double precision as revert_rate
  from decision_outcomes where verdict = 'rewrite' group by 1, 2
`)

/** Of a decision d, when its feedback f came; as `searchesOf` of the analysis says. */
const correctionIsSearched = sql`(d.verdict <> 'keep' and coalesce((
      select s.kind = 'accepted' from feedback s
      where s.decision_id = d.id and s.id < f.id and s.kind in ('accepted', 'reverted') order by s.id desc limit 1
    ), d.verdict = 'rewrite'))`

export const noResultCorrections = pgView('no_result_corrections', {
  day: day(),
  query: text('query').notNull(),
  corrected: text('corrected').notNull(),
  verdict: text('verdict').notNull(),
  decisions: count('decisions'),
}).as(sql`
  select (d.at at time zone 'UTC')::date as day, lower(d.query) as query, lower(d.corrected) as corrected, d.verdict,
    count(*) as decisions
  from decisions d where exists (
    select 1 from feedback f where f.decision_id = d.id and f.kind = 'no_results' and ${correctionIsSearched}
  ) group by 1, 2, 3, 4
`)

export const noResultQueries = pgView('no_result_queries', {
  day: day(),
  query: text('query').notNull(),
  decisions: count('decisions'),
}).as(sql`
  select (d.at at time zone 'UTC')::date as day, lower(d.query) as query, count(*) as decisions
  from decisions d where exists (
    select 1 from feedback f where f.decision_id = d.id and f.kind = 'no_results' and not ${correctionIsSearched}
  ) group by 1, 2
`)

export const guardFiringsByDay = pgView('guard_firings_by_day', {
  day: day(),
  guard: text('guard').notNull(),
  decisions: count('decisions'),
}).as(sql`
  select (d.at at time zone 'UTC')::date as day, g.guard, count(*) as decisions
  from decisions d cross join lateral jsonb_array_elements_text(d.guards) as g(guard) group by 1, 2
`)

export const latencyByDay = pgView('latency_by_day', {
  day: day(),
  stage: text('stage').notNull(),
  decisions: count('decisions'),
  p50Ms: doublePrecision('p50_ms').notNull(),
  p95Ms: doublePrecision('p95_ms').notNull(),
  p99Ms: doublePrecision('p99_ms').notNull(),
}).as(sql`
  select (d.at at time zone 'UTC')::date as day, s.stage, count(*) as decisions,
    percentile_disc(0.5) within group (order by s.ms::double precision) as p50_ms,
    percentile_disc(0.95) within group (order by s.ms::double precision) as p95_ms,
    percentile_disc(0.99) within group (order by s.ms::double precision) as p99_ms
  from decisions d cross join lateral jsonb_each_text(d.latency_ms) as s(stage, ms) group by 1, 2
`)

export const heldBackByDay = pgView('held_back_by_day', {
  day: day(),
  reason: text('reason').notNull(),
  typed: text('typed').notNull(),
  read: text('read').notNull(),
  decisions: count('decisions'),
  meanConfidence: doublePrecision('mean_confidence').notNull(),
}).as(sql`
  select (d.at at time zone 'UTC')::date as day, d.reason, lower(e.edit ->> 'from') as typed, lower(e.edit ->> 'to') as read,
    count(*) as decisions, avg(d.confidence) as mean_confidence
  from decisions d cross join lateral jsonb_array_elements(d.edits) as e(edit)
  where d.reason in ('low_confidence', 'plausible') group by 1, 2, 3, 4
`)

/**
 * As `unknownTermsOf` of the analysis says, by two functions of the same migration: `querymend_fold` (diacritics folded, lower case, no
 * apostrophes) and `querymend_forms` (a query's terms as typed, without addresses).
 */
export const unknownTermsByDay = pgView('unknown_terms_by_day', {
  day: day(),
  term: text('term').notNull(),
  typed: text('typed').notNull(),
  decisions: count('decisions'),
  queries: count('queries'),
}).as(sql`
  with judged as (
    select d.id, d.at, d.query, d.verdict <> 'keep' and d.reason <> 'spacing' as changed, d.reason = 'spacing' as spaced,
      l.text is not null as corrected, regexp_split_to_array(querymend_fold(l.text), '[[:space:][:punct:]]+') as meant,
      array(
        select w from jsonb_array_elements(d.edits) as e(edit),
          regexp_split_to_table(querymend_fold(e.edit ->> 'from'), '[[:space:][:punct:]]+') as w
      ) as edited,
      array(
        select w from jsonb_array_elements(d.evidence) as e(name),
          regexp_split_to_table(querymend_fold(e.name ->> 'name'), '[[:space:][:punct:]]+') as w
        where (e.name ->> 'edits')::int = 0
      ) as explained
    from decisions d
    left join lateral (select kind, text from labels where decision_id = d.id order by id desc limit 1) l on true
    where case
      when d.verdict <> 'keep' and d.reason <> 'spacing' then
        coalesce(l.kind <> 'right', exists (select 1 from feedback where decision_id = d.id and kind = 'reverted'))
      else d.reason in ('unchanged', 'guarded', 'low_confidence', 'spacing') and jsonb_array_length(d.evidence) < 8
    end
    offset 0
  ), found as (
    select distinct on (j.id, t.term) j.id, j.at, j.query, t.term, f.form
    from judged j
    cross join lateral unnest(querymend_forms(j.query)) with ordinality as f(form, position)
    cross join lateral (select querymend_fold(f.form) as term offset 0) t
    where length(t.term) >= 3 and t.term !~ '[0-9]' and (not j.corrected or t.term = any(j.meant))
      and case when j.changed then t.term = any(j.edited)
        else t.term <> all(j.explained) and not (j.spaced and t.term = any(j.edited)) end
    order by j.id, t.term, f.position desc
  )
  select (at at time zone 'UTC')::date as day, term, mode() within group (order by form collate "C") as typed,
    count(*) as decisions, count(distinct lower(normalize(query, NFC))) as queries
  from found group by 1, 2
`)

export const costsByDay = pgView('costs_by_day', {
  day: day(),
  corrector: text('corrector').notNull(),
  answers: count('answers'),
  inVain: count('in_vain'),
  inputTokens: count('input_tokens'),
  outputTokens: count('output_tokens'),
  cost: doublePrecision('cost').notNull(),
}).as(sql`
  select (d.at at time zone 'UTC')::date as day, a.answer ->> 'by' as corrector, count(*) as answers,
    count(*) filter (where a.answer ->> 'by' <> d.model) as in_vain,
    sum((a.answer ->> 'inputTokens')::bigint)::bigint as input_tokens,
    sum((a.answer ->> 'outputTokens')::bigint)::bigint as output_tokens,
    sum((a.answer ->> 'cost')::double precision) as cost
  from decisions d cross join lateral jsonb_array_elements(d.usage) as a(answer) group by 1, 2
`)
