import { setTimeout as sleep } from 'node:timers/promises'
import { MessageChannel } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import { alarm } from './alarm.ts'

const busyFor = (ms: number) => {
  const end = performance.now() + ms
  while (performance.now() < end);
}

describe('alarm', () => {
  it('acts once the time is past, and not before', async () => {
    const started = performance.now()
    await new Promise<void>((resolve) => alarm(20, resolve))
    expect(performance.now() - started).toBeGreaterThan(19)
  })

  it('lets what arrived while the thread was busy be handled first', async () => {
    const { port1, port2 } = new MessageChannel()
    const order: string[] = []
    const rung = new Promise<void>((resolve) =>
      alarm(5, () => {
        order.push('alarm')
        resolve()
      }),
    )
    port2.on('message', () => order.push('message'))
    port1.postMessage('answer')
    busyFor(20)
    await rung
    port2.close()
    expect(order).toEqual(['message', 'alarm'])
  })

  it('is called off before it rings, and between ringing and acting', async () => {
    let rung = 0
    alarm(1, () => rung++)()
    // both timers are due in one turn, that of the alarm first
    setTimeout(
      alarm(5, () => rung++),
      5,
    )
    busyFor(15)
    await sleep(15)
    expect(rung).toBe(0)
  })
})
