/** Dashboards to start from. Each card is a question that Explore answers. */

import type { Card } from "@/lib/dashboard/cards";

export interface Template {
  name: string;
  about: string;
  cards: readonly Card[];
}

function card(search: string, columns: number, rows = 2, title = ""): Card {
  return { title, search, columns, rows };
}

export const TEMPLATES: readonly Template[] = [
  {
    name: "Cost",
    about: "What is spent, on which models, by whom, and what single requests cost.",
    cards: [
      card("metric=cost_usd&by=provider", 8, 2, "Cost over time by provider"),
      card("metric=cost_usd,requests&by=model&chart=top", 4, 2, "Dearest models"),
      card("metric=cost_usd,requests&by=user&chart=top", 4, 2, "Dearest users"),
      card("metric=cost_usd,requests&by=workflow&chart=top", 4, 2, "Dearest workflows"),
      card("metric=cost_usd&chart=distribution", 4, 2, "Cost of a request"),
      card("metric=total_tokens&by=model&chart=area", 8, 2, "Tokens over time by model"),
      card("metric=unpriced_requests&by=model&chart=top&top=5", 4, 2, "Requests without a price"),
    ],
  },
  {
    name: "Reliability",
    about: "What fails, where and why, what failover rescues, and what limits refuse.",
    cards: [
      card("metric=requests&by=status", 6, 2, "Requests by status"),
      card("metric=error_rate&by=provider&chart=line", 6, 2, "Failure rate by provider"),
      card("metric=errors&by=error_class,provider&chart=top&filter=status:error", 4, 2, "Why"),
      card("metric=error_rate,errors&by=model&chart=top", 4, 2, "Models that fail most"),
      card("metric=errors,error_rate&by=workflow&chart=top", 4, 2, "Workflows that fail most"),
      card("metric=rescued&by=workflow", 6, 2, "Rescued by failover"),
      card("metric=throttled&by=limit&filter=status:throttled", 6, 2, "Refused by limits"),
    ],
  },
  {
    name: "Latency",
    about: "How long answers take, where, how they are spread, and what the gateway adds.",
    cards: [
      card("metric=latency_p95_ms&chart=heat", 8, 2, "Latency over time"),
      card("metric=latency_p95_ms&chart=distribution", 4, 2, "Distribution of latency"),
      card("metric=latency_p95_ms&by=provider&chart=line", 6, 2, "p95 by provider"),
      card("metric=ttft_p95_ms&by=provider&chart=line", 6, 2, "Time to first token by provider"),
      card("metric=latency_p95_ms,requests&by=model&chart=top", 4, 2, "Slowest models"),
      card("metric=output_tokens_per_s,requests&by=model&chart=top", 4, 2, "Tokens per second"),
      card("metric=overhead_p95_ms&chart=line", 4, 2, "Gateway overhead p95"),
    ],
  },
];
