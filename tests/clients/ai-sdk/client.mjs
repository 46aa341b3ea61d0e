// Calls the gateway as a program on the Vercel AI SDK does, and prints what came back as JSON.
// node client.mjs ADDRESS KEY MODEL FORMAT JOB..., where FORMAT is chat, responses or messages.
import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { generateText, Output, streamText, tool } from 'ai';
import { z } from 'zod';

const [address, apiKey, name, format, ...wanted] = process.argv.slice(2);
const baseURL = `${address}/v1`;
const openai = createOpenAI({ baseURL, apiKey });
const anthropic = createAnthropic({ baseURL, apiKey });
const makers = {
  chat: () => openai.chat(name),
  responses: () => openai.responses(name),
  messages: () => anthropic(name),
};
const city = z.object({ city: z.string() });
const asked = { model: makers[format](), prompt: 'Hi', maxRetries: 0, maxOutputTokens: 100 };
const weather = tool({
  description: 'Tell the weather.',
  inputSchema: city,
  execute: async (input) => `Sunny in ${input.city}`,
});

async function generated() {
  const { text, finishReason, usage } = await generateText(asked);
  return { text, finishReason, tokens: usage.totalTokens };
}

async function streamed() {
  const stream = streamText({ ...asked, onError: fail });
  const pieces = [];
  for await (const piece of stream.textStream) pieces.push(piece);
  const usage = await stream.usage;
  return { text: pieces.join(''), finishReason: await stream.finishReason, tokens: usage.totalTokens };
}

async function calledTool() {
  const { toolCalls, toolResults, finishReason } = await generateText({ ...asked, tools: { weather } });
  return calls(toolCalls, toolResults, finishReason);
}

async function streamedTool() {
  const stream = streamText({ ...asked, tools: { weather }, onError: fail });
  return calls(await stream.toolCalls, await stream.toolResults, await stream.finishReason);
}

async function finishedAfterTool() {
  const messages = [
    { role: 'user', content: 'Weather?' },
    {
      role: 'assistant',
      content: [{ type: 'tool-call', toolCallId: 'call_1', toolName: 'weather', input: { city: 'Rome' } }],
    },
    {
      role: 'tool',
      content: [
        {
          type: 'tool-result',
          toolCallId: 'call_1',
          toolName: 'weather',
          output: { type: 'text', value: 'Sunny in Rome' },
        },
      ],
    },
  ];
  const { prompt: _, ...rest } = asked;
  return { text: (await generateText({ ...rest, messages })).text };
}

async function structured() {
  const { output } = await generateText({ ...asked, output: Output.object({ schema: city }) });
  return output;
}

async function refused() {
  try {
    await generateText({ ...asked, model: openai.chat('no-such-model') });
  } catch (error) {
    return { status: error.statusCode, message: error.message };
  }
  return null;
}

function calls(made, results, finishReason) {
  return { name: made[0].toolName, input: made[0].input, output: results[0].output, finishReason };
}

function fail({ error }) {
  throw error;
}

const jobs = { generated, streamed, calledTool, streamedTool, finishedAfterTool, refused, structured };
const found = {};
for (const job of wanted) {
  try {
    found[job] = await jobs[job]();
  } catch (error) {
    found[job] = { failed: `${error.name}: ${error.message}`, body: error.responseBody };
  }
}
console.log(JSON.stringify(found));
