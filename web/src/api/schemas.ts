import type { Schema } from "@/api/client";
import { definitionCalls } from "@/api/definitions";

export type OutputSchema = Schema<"SchemaAnswer">;
export type SchemaDefinition = Schema<"SchemaDefinition">;

export const schemas = definitionCalls<SchemaDefinition>("schemas");
