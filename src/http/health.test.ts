import { describe, expect, it } from 'vitest'
import { createPrometheusMetrics } from './prometheus.ts'
import { createTestApp, decisionFor } from './testing.ts'

describe('health', () => {
  it('is alive', async () => {
    const response = await createTestApp().app.request('/healthz')
    expect([response.status, await response.json()]).toEqual([200, { ok: true }])
  })

  it('is ready when every check passes', async () => {
    const response = await createTestApp().app.request('/readyz')
    expect([response.status, await response.json()]).toEqual([200, { ok: true, checks: { catalog: { ok: true } } }])
  })

  it('is not ready while a check fails, and says which', async () => {
    const state = { ok: false, checks: { catalog: { ok: true }, log: { ok: false, detail: 'starting' } } }
    const response = await createTestApp({ ready: async () => state }).app.request('/readyz')
    expect([response.status, await response.json()]).toEqual([503, state])
  })

  it('is not ready when the check itself fails', async () => {
    const { app, errors } = createTestApp({ ready: () => Promise.reject(new Error('away')) })
    const response = await app.request('/readyz')
    expect([response.status, await response.json()]).toEqual([503, { ok: false, checks: {} }])
    expect(errors).toHaveLength(1)
  })
})

describe('GET /metrics', () => {
  it('counts requests by route pattern, decisions, stages, degradation, feedback and dropped records', async () => {
    const { log } = createTestApp()
    const { app, send } = createTestApp(
      { metrics: createPrometheusMetrics(), log: { ...log, dropped: 3, waiting: 12 } },
      (query) =>
        query === 'late'
          ? decisionFor(query, { verdict: 'keep', reason: 'unavailable', degraded: ['index_failed'] })
          : decisionFor(query, { id: '4c2d1e8a-0000-4000-8000-000000000000' }),
    )
    for (const query of ['nikee', 'late']) await app.request(`/v1/correct?q=${query}`)
    await app.request('/v1/correct')
    await app.request('/v1/decisions/4c2d1e8a-0000-4000-8000-000000000001')
    await app.request('/some/secret/path')
    await send('POST', '/v1/feedback', { id: '4c2d1e8a-0000-4000-8000-000000000001', kind: 'clicked' })
    const response = await app.request('/metrics')
    expect(response.headers.get('content-type')).toMatch(/^text\/plain/)
    const lines = (await response.text()).split('\n')
    for (const line of [
      'querymend_http_request_duration_seconds_count{method="GET",route="/v1/correct",status="200"} 2',
      'querymend_http_request_duration_seconds_count{method="GET",route="/v1/correct",status="400"} 1',
      'querymend_http_request_duration_seconds_count{method="GET",route="/v1/decisions/:id",status="404"} 1',
      'querymend_http_request_duration_seconds_count{method="GET",route="other",status="404"} 1',
      'querymend_decisions_total{verdict="rewrite",reason="confident"} 1',
      'querymend_decisions_total{verdict="keep",reason="unavailable"} 1',
      'querymend_degraded_total{cause="index_failed"} 1',
      'querymend_stage_duration_seconds_count{stage="correct"} 2',
      'querymend_stage_duration_seconds_sum{stage="total"} 0.0085',
      'querymend_log_dropped_records 3',
      'querymend_log_waiting_records 12',
    ])
      expect(lines).toContain(line)
    expect(lines.join('\n')).not.toContain('secret')
  })

  it('shows how each corrector does, and what it costs', async () => {
    const counts = { answered: 3, failed: 2, skipped: 1 }
    const spending = { inputTokens: 400, outputTokens: 40, cost: 0.02, answers: 4, today: 0.5, isSpent: false }
    const correctors = () => [
      { step: 'llm', id: 'openai:m', state: 'open' as const, ...counts, spending },
      { step: 'onnx', id: 'onnx:8m', state: 'closed' as const, answered: 1, failed: 0, skipped: 0 },
    ]
    const { app } = createTestApp({ metrics: createPrometheusMetrics(), correctors })
    for (let i = 0; i < 2; i++) {
      const lines = (await (await app.request('/metrics')).text()).split('\n')
      for (const line of [
        'querymend_corrector_questions_total{corrector="llm",outcome="answered"} 3',
        'querymend_corrector_questions_total{corrector="llm",outcome="skipped"} 1',
        'querymend_corrector_state{corrector="llm",state="open"} 1',
        'querymend_corrector_state{corrector="llm",state="closed"} 0',
        'querymend_corrector_state{corrector="onnx",state="closed"} 1',
        'querymend_corrector_tokens_total{corrector="llm",direction="input"} 400',
        'querymend_corrector_cost_total{corrector="llm"} 0.02',
        'querymend_corrector_cost_today{corrector="llm"} 0.5',
        'querymend_corrector_cost_per_thousand_answers{corrector="llm"} 5',
      ])
        expect(lines).toContain(line)
      expect(lines.join('\n')).not.toContain('cost_total{corrector="onnx"}')
    }
  })

  it('counts feedback that was recorded', async () => {
    const { app, send } = createTestApp({ metrics: createPrometheusMetrics() })
    const { id } = (await (await app.request('/v1/correct?q=x')).json()) as { id: string }
    await send('POST', '/v1/feedback', { id, kind: 'reverted' })
    expect(await (await app.request('/metrics')).text()).toContain('querymend_feedback_total{kind="reverted"} 1')
  })

  it('also describes the process where asked', async () => {
    const { body } = await createPrometheusMetrics({ process: true }).render({ dropped: 0, waiting: 0 })
    expect(body).toMatch(/^process_resident_memory_bytes \d+/m)
  })

  it('is empty without a metrics library', async () => {
    const response = await createTestApp().app.request('/metrics')
    expect([response.status, await response.text()]).toEqual([200, ''])
  })
})
