import { defineConfig } from 'drizzle-kit'

export default defineConfig({
  dialect: 'postgresql',
  schema: ['./src/adapters/decision-log/schema.ts', './src/adapters/decision-log/views.ts'],
  out: './migrations',
})
