ALTER TABLE "decisions" ADD COLUMN "usage" jsonb;--> statement-breakpoint
CREATE VIEW "public"."costs_by_day" AS (
  select (d.at at time zone 'UTC')::date as day, a.answer ->> 'by' as corrector, count(*) as answers,
    count(*) filter (where a.answer ->> 'by' <> d.model) as in_vain,
    sum((a.answer ->> 'inputTokens')::bigint)::bigint as input_tokens,
    sum((a.answer ->> 'outputTokens')::bigint)::bigint as output_tokens,
    sum((a.answer ->> 'cost')::double precision) as cost
  from decisions d cross join lateral jsonb_array_elements(d.usage) as a(answer) group by 1, 2
);