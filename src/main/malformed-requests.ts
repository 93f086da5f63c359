import { STATUS_CODES, type Server } from 'node:http'
import type { Socket } from 'node:net'
import type { ErrorBody } from '../http/errors.ts'

const answers: Readonly<Record<string, readonly [status: number, code: string, message: string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'headers_too_large', 'The address or the headers are too long'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'request_timeout', 'The request did not end in time'],
}
const malformed = [
  400,
  'malformed_request',
  'This is no request of HTTP; in an address, write spaces and letters with marks in percent encoding ("red bull": red%20bull)',
] as const

/** Answers what is no HTTP request, and so never reaches the application, as the API answers its errors. */
export function answerMalformedRequests(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException, stream) => {
    const socket = stream as Socket
    // Nobody is there any more, or an answer has begun already.
    if (error.code === 'ECONNRESET' || !socket.writable || socket.bytesWritten > 0) return void socket.destroy()
    const [status, code, message] = answers[error.code ?? ''] ?? malformed
    const body = JSON.stringify({ error: { code, message } } satisfies ErrorBody)
    socket.end(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/json\r\n` +
        `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    )
  })
}
