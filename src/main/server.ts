import { loadConfig } from '../config.ts'
import { main, serveUntilStopped } from './serve.ts'

await main(() => serveUntilStopped(loadConfig(process.env)))
