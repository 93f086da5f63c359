import { Writable } from 'node:stream'

/** Two streams for a command, and what it has written to them. */
export function captured() {
  const written = { stdout: '', stderr: '' }
  const into = (name: keyof typeof written) =>
    new Writable({
      write(chunk, _encoding, done) {
        written[name] += String(chunk)
        done()
      },
    })
  return { written, stdout: into('stdout'), stderr: into('stderr') }
}
