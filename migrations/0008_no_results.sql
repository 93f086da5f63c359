DROP VIEW "public"."no_result_corrections";--> statement-breakpoint
CREATE VIEW "public"."no_result_queries" AS (
  select (d.at at time zone 'UTC')::date as day, lower(d.query) as query, count(*) as decisions
  from decisions d where exists (
    select 1 from feedback f where f.decision_id = d.id and f.kind = 'no_results' and not (d.verdict <> 'keep' and coalesce((
      select s.kind = 'accepted' from feedback s
      where s.decision_id = d.id and s.id < f.id and s.kind in ('accepted', 'reverted') order by s.id desc limit 1
    ), d.verdict = 'rewrite'))
  ) group by 1, 2
);--> statement-breakpoint
CREATE VIEW "public"."no_result_corrections" AS (
  select (d.at at time zone 'UTC')::date as day, lower(d.query) as query, lower(d.corrected) as corrected, d.verdict,
    count(*) as decisions
  from decisions d where exists (
    select 1 from feedback f where f.decision_id = d.id and f.kind = 'no_results' and (d.verdict <> 'keep' and coalesce((
      select s.kind = 'accepted' from feedback s
      where s.decision_id = d.id and s.id < f.id and s.kind in ('accepted', 'reverted') order by s.id desc limit 1
    ), d.verdict = 'rewrite'))
  ) group by 1, 2, 3, 4
);