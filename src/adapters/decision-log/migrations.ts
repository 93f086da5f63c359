import { fileURLToPath } from 'node:url'

/** One folder for every adapter, written by drizzle-kit. */
export const migrationsFolder = fileURLToPath(new URL('../../../migrations', import.meta.url))
