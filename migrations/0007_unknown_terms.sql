DROP VIEW "public"."unknown_terms_by_day";--> statement-breakpoint
CREATE FUNCTION "public"."querymend_fold"(phrase text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  select normalize(replace(replace(replace(replace(translate(
    regexp_replace(normalize(lower(normalize(phrase, NFKD)), NFKD), '[''’\u0300-\u036f\u02bc\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]', '', 'g'),
    'øØłŁıđĐðÐħĦŋŊÆŒÞẞ', 'oolliddddhhnnæœþß'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'), NFC)
$$;--> statement-breakpoint
CREATE FUNCTION "public"."querymend_forms"(query text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  select string_to_array(replace(array_to_string(regexp_split_to_array(regexp_replace(regexp_replace(
    regexp_replace(normalize(query, NFC), '[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]', '', 'g'),
    '(^|\s)((https?://|www\.)\S*|\S*@[[:alnum:]-]+\.\S*|\S*\.(com|net|org|co|io|de|fr|uk|shop)([/?#]\S*)?(?=\s|$))', ' ', 'gi'),
    '(?<=[[:alpha:]])[''’ʼ‘´`＇′](?=[[:alpha:]])', U&'\02BC', 'g'),
    '[[:space:][:punct:]’‘´′]+'), ' '), U&'\02BC', ''''), ' ')
$$;--> statement-breakpoint
CREATE VIEW "public"."unknown_terms_by_day" AS (
  with judged as (
    select d.id, d.at, d.query, d.verdict <> 'keep' and d.reason <> 'spacing' as changed, d.reason = 'spacing' as spaced,
      l.text is not null as corrected, regexp_split_to_array(querymend_fold(l.text), '[[:space:][:punct:]]+') as meant,
      array(
        select w from jsonb_array_elements(d.edits) as e(edit),
          regexp_split_to_table(querymend_fold(e.edit ->> 'from'), '[[:space:][:punct:]]+') as w
      ) as edited,
      array(
        select w from jsonb_array_elements(d.evidence) as e(name),
          regexp_split_to_table(querymend_fold(e.name ->> 'name'), '[[:space:][:punct:]]+') as w
        where (e.name ->> 'edits')::int = 0
      ) as explained
    from decisions d
    left join lateral (select kind, text from labels where decision_id = d.id order by id desc limit 1) l on true
    where case
      when d.verdict <> 'keep' and d.reason <> 'spacing' then
        coalesce(l.kind <> 'right', exists (select 1 from feedback where decision_id = d.id and kind = 'reverted'))
      else d.reason in ('unchanged', 'guarded', 'low_confidence', 'spacing') and jsonb_array_length(d.evidence) < 8
    end
    offset 0
  ), found as (
    select distinct on (j.id, t.term) j.id, j.at, j.query, t.term, f.form
    from judged j
    cross join lateral unnest(querymend_forms(j.query)) with ordinality as f(form, position)
    cross join lateral (select querymend_fold(f.form) as term offset 0) t
    where length(t.term) >= 3 and t.term !~ '[0-9]' and (not j.corrected or t.term = any(j.meant))
      and case when j.changed then t.term = any(j.edited)
        else t.term <> all(j.explained) and not (j.spaced and t.term = any(j.edited)) end
    order by j.id, t.term, f.position desc
  )
  select (at at time zone 'UTC')::date as day, term, mode() within group (order by form collate "C") as typed,
    count(*) as decisions, count(distinct lower(normalize(query, NFC))) as queries
  from found group by 1, 2
);