import type { Schema } from "@/api/client";
import { definitionCalls } from "@/api/definitions";

export type Workflow = Schema<"WorkflowAnswer">;
export type WorkflowDefinition = Schema<"WorkflowDefinition">;
export type Target = Schema<"TargetDefinition">;

export const workflows = definitionCalls<WorkflowDefinition>("workflows");
