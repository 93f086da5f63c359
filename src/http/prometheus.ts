import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'
import type { LatencyMs } from '../speller/types.ts'
import type { Metrics } from './metrics.ts'
import { createCorrectorMetrics } from './prometheus-correctors.ts'

const buckets = [0.001, 0.0025, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.25, 1]

/** Metrics in Prometheus' text format, in a registry of their own. `process`: also memory, CPU and event loop of Node. */
export function createPrometheusMetrics(options: { readonly process?: boolean } = {}): Metrics {
  const registry = new Registry()
  const registers = [registry]
  if (options.process ?? false) collectDefaultMetrics({ register: registry })

  const requests = new Histogram({
    name: 'querymend_http_request_duration_seconds',
    help: 'Time from request to answer',
    labelNames: ['method', 'route', 'status'],
    buckets,
    registers,
  })
  const stages = new Histogram({
    name: 'querymend_stage_duration_seconds',
    help: 'Time of each stage of a decision',
    labelNames: ['stage'],
    buckets,
    registers,
  })
  const decisions = new Counter({
    name: 'querymend_decisions_total',
    help: 'Decisions by verdict and reason',
    labelNames: ['verdict', 'reason'],
    registers,
  })
  const degraded = new Counter({
    name: 'querymend_degraded_total',
    help: 'Decisions made without a dependency, by what happened to it',
    labelNames: ['cause'],
    registers,
  })
  const feedback = new Counter({
    name: 'querymend_feedback_total',
    help: 'Feedback by kind',
    labelNames: ['kind'],
    registers,
  })
  const dropped = new Gauge({
    name: 'querymend_log_dropped_records',
    help: 'Decisions that the log could not keep, since the start',
    registers,
  })
  const waiting = new Gauge({
    name: 'querymend_log_waiting_records',
    help: 'Decisions that the log holds until it can write them',
    registers,
  })

  const setCorrectors = createCorrectorMetrics(registry)

  return {
    answered: ({ method, route, status, seconds }) => requests.observe({ method, route, status }, seconds),
    decided({ verdict, reason, degraded: causes, latencyMs }) {
      decisions.inc({ verdict, reason })
      for (const cause of causes) degraded.inc({ cause })
      for (const stage of Object.keys(latencyMs) as (keyof LatencyMs)[])
        stages.observe({ stage }, latencyMs[stage] / 1_000)
    },
    fedBack: (kind) => feedback.inc({ kind }),
    async render(log, correctors = []) {
      setCorrectors(correctors)
      dropped.set(log.dropped)
      waiting.set(log.waiting)
      return { contentType: registry.contentType, body: await registry.metrics() }
    },
  }
}
