ALTER TABLE "feedback" ADD COLUMN "event" uuid;--> statement-breakpoint
ALTER TABLE "feedback" ADD CONSTRAINT "feedback_event_unique" UNIQUE("event");