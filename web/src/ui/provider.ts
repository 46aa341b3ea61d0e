/** A provider has one colour everywhere. Well-known ones are fixed; any other gets one from its name. */

import type { TokenName } from "@/ui/tokens";

const HUES = ["hue1", "hue2", "hue3", "hue4", "hue5", "hue6", "hue7", "hue8"] as const;

const KNOWN: Readonly<Record<string, TokenName>> = {
  openai: "hue3",
  anthropic: "hue2",
  google: "hue1",
  gemini: "hue1",
  groq: "hue8",
  mistral: "hue5",
  azure: "hue7",
  cohere: "hue4",
  deepseek: "hue6",
  vllm: "hue4",
  ollama: "hue7",
};

export function providerColour(provider: string): TokenName {
  const name = provider.toLowerCase();
  return KNOWN[name] ?? HUES[hash(name) % HUES.length] ?? "hue1";
}

function hash(text: string): number {
  let sum = 0;
  for (const character of text) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return sum;
}
