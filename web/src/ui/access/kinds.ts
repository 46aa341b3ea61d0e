/** The kinds of providers, and what is worth knowing when one adds them. */

export const KIND_NAMES = [
  "openai",
  "anthropic",
  "gemini",
  "azure",
  "cerebras",
  "deepseek",
  "fireworks",
  "groq",
  "mistral",
  "openrouter",
  "perplexity",
  "together",
  "xai",
  "llamacpp",
  "ollama",
  "vllm",
] as const;

export type Kind = (typeof KIND_NAMES)[number];

export function isKind(text: string): text is Kind {
  return KIND_NAMES.some((name) => name === text);
}

interface KindLook {
  label: string;
  /** Where it usually is; empty: only its owner knows. */
  baseUrl: string;
  /** What its own base URL looks like, if `baseUrl` cannot say. */
  like?: string;
  key: string;
}

const SECRET = "Encrypted at rest and never shown again.";
const NO_KEY = "Empty unless you made it ask for one.";

function hosted(label: string, baseUrl: string): KindLook {
  return { label, baseUrl, key: SECRET };
}

function local(label: string, baseUrl: string): KindLook {
  return { label, baseUrl, key: `${NO_KEY} ${SECRET}` };
}

export const KINDS: Readonly<Record<Kind, KindLook>> = {
  openai: {
    label: "OpenAI, or any API that speaks its format",
    baseUrl: "https://api.openai.com/v1",
    key: `${SECRET} Empty for a provider that asks for none.`,
  },
  anthropic: hosted("Anthropic", "https://api.anthropic.com/v1"),
  gemini: hosted("Google Gemini", "https://generativelanguage.googleapis.com/v1beta"),
  azure: {
    label: "Azure OpenAI",
    baseUrl: "",
    like: "https://NAME.openai.azure.com/openai/v1",
    key: SECRET,
  },
  cerebras: hosted("Cerebras", "https://api.cerebras.ai/v1"),
  deepseek: hosted("DeepSeek", "https://api.deepseek.com/v1"),
  fireworks: hosted("Fireworks", "https://api.fireworks.ai/inference/v1"),
  groq: hosted("Groq", "https://api.groq.com/openai/v1"),
  mistral: hosted("Mistral", "https://api.mistral.ai/v1"),
  openrouter: hosted("OpenRouter", "https://openrouter.ai/api/v1"),
  perplexity: hosted("Perplexity", "https://api.perplexity.ai"),
  together: hosted("Together", "https://api.together.xyz/v1"),
  xai: hosted("xAI", "https://api.x.ai/v1"),
  llamacpp: local("llama.cpp", "http://127.0.0.1:8080/v1"),
  ollama: local("Ollama", "http://127.0.0.1:11434/v1"),
  vllm: local("vLLM", "http://127.0.0.1:8000/v1"),
};

export function needsBaseUrl(kind: Kind): boolean {
  return KINDS[kind].baseUrl === "";
}

/** What to say under the base URL. */
export function hintBaseUrl(kind: Kind): string {
  return needsBaseUrl(kind) ? "Your resource's own address." : "Empty: where it usually is.";
}
