import { WorkerEntrypoint } from 'cloudflare:workers'

/** What a binding to Workers AI is called for, answered by whoever listens at URL: the output with 200, else an error's message. */
export class FakeAi extends WorkerEntrypoint<{ readonly URL: string }> {
  async run(model: string, inputs: Record<string, unknown>): Promise<unknown> {
    const response = await fetch(this.env.URL, { method: 'POST', body: JSON.stringify({ model, inputs }) })
    if (!response.ok) throw new Error(await response.text())
    return response.json()
  }
}

export default { fetch: () => new Response(null, { status: 404 }) }
