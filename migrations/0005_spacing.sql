DROP VIEW "public"."unknown_terms_by_day";--> statement-breakpoint
CREATE VIEW "public"."unknown_terms_by_day" AS (
  select (d.at at time zone 'UTC')::date as day, t.term, count(distinct d.id) as decisions,
    count(distinct lower(d.query)) as queries
  from decisions d cross join lateral regexp_split_to_table(lower(d.query), '[[:space:][:punct:]]+') as t(term)
  where (d.verdict = 'keep' and d.reason in ('unchanged', 'guarded', 'low_confidence') or d.reason = 'spacing')
    and length(t.term) >= 3 and t.term !~ '[0-9]'
    and not exists (
      select 1 from jsonb_array_elements(d.evidence) as e(name)
      where (e.name ->> 'edits')::int = 0
        and t.term = any(regexp_split_to_array(lower(e.name ->> 'name'), '[[:space:][:punct:]]+'))
    )
    and not (d.reason = 'spacing' and exists (
      select 1 from jsonb_array_elements(d.edits) as e(edit)
      where t.term = any(regexp_split_to_array(lower(e.edit ->> 'from'), '[[:space:][:punct:]]+'))
    ))
  group by 1, 2
);