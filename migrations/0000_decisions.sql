CREATE TABLE "decisions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"query" text NOT NULL,
	"corrected" text NOT NULL,
	"applied" text NOT NULL,
	"verdict" text NOT NULL,
	"reason" text NOT NULL,
	"confidence" double precision NOT NULL,
	"mode" text NOT NULL,
	"locale" text,
	"hit_count" bigint,
	"k" integer NOT NULL,
	"model" text NOT NULL,
	"prompt" text NOT NULL,
	"catalog" text NOT NULL,
	"edits" jsonb NOT NULL,
	"evidence" jsonb NOT NULL,
	"alternatives" jsonb NOT NULL,
	"context" jsonb NOT NULL,
	"guards" jsonb NOT NULL,
	"previous" jsonb NOT NULL,
	"degraded" jsonb NOT NULL,
	"latency_ms" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "feedback" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "feedback_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"decision_id" uuid NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"kind" text NOT NULL,
	"detail" text
);
--> statement-breakpoint
ALTER TABLE "feedback" ADD CONSTRAINT "feedback_decision_id_decisions_id_fk" FOREIGN KEY ("decision_id") REFERENCES "public"."decisions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "decisions_at" ON "decisions" USING btree ("at");--> statement-breakpoint
CREATE INDEX "decisions_verdict_at" ON "decisions" USING btree ("verdict","at");--> statement-breakpoint
CREATE INDEX "decisions_reason_at" ON "decisions" USING btree ("reason","at");--> statement-breakpoint
CREATE INDEX "decisions_query" ON "decisions" USING hash ("query");--> statement-breakpoint
CREATE INDEX "decisions_applied" ON "decisions" USING hash ("applied");--> statement-breakpoint
CREATE INDEX "feedback_decision_id" ON "feedback" USING btree ("decision_id");--> statement-breakpoint
CREATE INDEX "feedback_kind_at" ON "feedback" USING btree ("kind","at");