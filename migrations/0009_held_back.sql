DROP VIEW "public"."low_confidence_by_day";--> statement-breakpoint
CREATE VIEW "public"."held_back_by_day" AS (
  select (d.at at time zone 'UTC')::date as day, d.reason, lower(e.edit ->> 'from') as typed, lower(e.edit ->> 'to') as read,
    count(*) as decisions, avg(d.confidence) as mean_confidence
  from decisions d cross join lateral jsonb_array_elements(d.edits) as e(edit)
  where d.reason in ('low_confidence', 'plausible') group by 1, 2, 3, 4
);