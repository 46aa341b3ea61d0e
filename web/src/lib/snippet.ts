/** A first call, ready to run against this server, in three tongues. */

export const LANGUAGES = ["curl", "Python", "TypeScript"] as const;
export type Language = (typeof LANGUAGES)[number];

export interface Call {
  /** Where the OpenAI-compatible API is, such as `http://127.0.0.1:8080/v1`. */
  baseUrl: string;
  key: string;
  model: string;
}

export function snippet(language: Language, call: Call): string {
  return WRITERS[language](call);
}

const WRITERS: Record<Language, (call: Call) => string> = {
  curl: ({ baseUrl, key, model }) => `curl ${baseUrl}/chat/completions \\
  -H "Authorization: Bearer ${key}" \\
  -H "Content-Type: application/json" \\
  -d '{"model": ${JSON.stringify(model)}, "messages": [{"role": "user", "content": "Hello"}]}'`,

  Python: ({ baseUrl, key, model }) => `from openai import OpenAI

client = OpenAI(
    base_url=${JSON.stringify(baseUrl)},
    api_key=${JSON.stringify(key)},
)
answer = client.chat.completions.create(
    model=${JSON.stringify(model)},
    messages=[{"role": "user", "content": "Hello"}],
    user="u_17",
)
print(answer.choices[0].message.content)`,

  TypeScript: ({ baseUrl, key, model }) => `import OpenAI from "openai";

const client = new OpenAI({
  baseURL: ${JSON.stringify(baseUrl)},
  apiKey: ${JSON.stringify(key)},
});
const answer = await client.chat.completions.create({
  model: ${JSON.stringify(model)},
  messages: [{ role: "user", content: "Hello" }],
  user: "u_17",
});
console.log(answer.choices[0].message.content);`,
};

export const KEY_PLACEHOLDER = "tr_live_…";
export const MODEL_PLACEHOLDER = "openai/gpt-4o-mini";

export function gatewayUrl(origin: string): string {
  return `${origin}/v1`;
}
