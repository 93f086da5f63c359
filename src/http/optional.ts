import type { z } from '@hono/zod-openapi'

/**
 * A property that may be absent, never undefined. `exactOptional` says the same, but the OpenAPI generator takes such
 * a property for a required one; JSON and addresses hold no undefined, so the two accept the same input.
 */
export function optional<Schema extends z.ZodType>(schema: Schema) {
  return schema.optional() as unknown as z.ZodExactOptional<Schema>
}
