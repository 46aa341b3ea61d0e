import { body, client, type Schema as Shape } from "@/api/client";
import { definitionCalls } from "@/api/definitions";

export type OutputSchema = Shape<"SchemaAnswer">;
export type SchemaDefinition = Shape<"SchemaDefinition">;

const LIST = "/api/v1/schemas";
const ONE = "/api/v1/schemas/{id}";
const path = (id: number) => ({ path: { id } });

export const schemas = definitionCalls<SchemaDefinition>("schemas", {
  list: async (signal) => body(await client.GET(LIST, { signal })).data,
  get: async (id, signal) => body(await client.GET(ONE, { params: path(id), signal })),
  versions: async (id, signal) =>
    body(await client.GET(`${ONE}/versions`, { params: path(id), signal })).data,
  check: async (project_id, definition, signal) =>
    body(await client.POST(`${LIST}/check`, { body: { project_id, definition }, signal })).problems,
  create: async (project_id, definition) =>
    body(await client.POST(LIST, { body: { project_id, definition } })),
  change: async (id, definition) =>
    body(await client.PUT(ONE, { params: path(id), body: { definition } })),
  restore: async (id, version) =>
    body(
      await client.POST(`${ONE}/versions/{version}/restore`, { params: { path: { id, version } } }),
    ),
  remove: (id) => client.DELETE(ONE, { params: path(id) }),
});
