/** Limits in words, and the choices that make one. */

import type { Limit, LimitDefinition } from "@/api/limits";
import { formatCount, formatUsdExact } from "@/lib/format";

export type Per = LimitDefinition["per"];
export type Unit = "requests" | "tokens" | "cost_usd";

export const UNITS: Readonly<Record<Unit, { label: string; windows: readonly string[] }>> = {
  requests: { label: "Requests", windows: ["second", "minute", "hour", "day"] },
  tokens: { label: "Tokens", windows: ["minute", "day"] },
  cost_usd: { label: "Cost in US dollars", windows: ["day", "month"] },
};

const EACH: Readonly<Record<Per, string>> = {
  organisation: "the whole organisation",
  project: "each project",
  key: "each key",
  user: "each user",
  ip: "each IP address",
  workflow: "each workflow",
};

/** Whose calls share one allowance; a project's own limit can be for all of it, but for no more. */
export function listPers(isOfProject: boolean): { value: Per; label: string }[] {
  const pers = (Object.keys(EACH) as Per[]).filter((per) => !isOfProject || per !== "organisation");
  return pers.map((value) => ({ value, label: capital(who(value, isOfProject)) }));
}

export interface Rate {
  unit: Unit;
  /** As typed: "120", "0.50". */
  amount: string;
  window: string;
}

/** The one of the three that is said. */
export function rateOf(definition: LimitDefinition): Rate {
  for (const unit of Object.keys(UNITS) as Unit[]) {
    const [amount, window] = definition[unit]?.split("/") ?? [];
    if (amount && window) return { unit, amount: amount.trim(), window: window.trim() };
  }
  return { unit: "requests", amount: "", window: "minute" };
}

/** "Each user: 120 requests per minute, bursts of 20; calls of smart_summary only" */
export function describeLimit(definition: LimitDefinition, isOfProject: boolean): string {
  const { per, burst, workflow, key } = definition;
  const bursts = burst ? `, bursts of ${formatCount(burst)}` : "";
  const only = [
    workflow && `calls of ${workflow} only`,
    key && `calls with the key ${key} only`,
  ].filter(Boolean);
  const narrowed = only.length ? `; ${only.join(", ")}` : "";
  return `${capital(who(per, isOfProject))}: ${describeRate(rateOf(definition))}${bursts}${narrowed}`;
}

function describeRate({ unit, amount, window }: Rate): string {
  if (unit === "cost_usd") return `${formatUsdExact(amount)} per ${window}`;
  const word = amount === "1" ? unit.slice(0, -1) : unit;
  return `${formatCount(Number(amount))} ${word} per ${window}`;
}

function who(per: Per, isOfProject: boolean): string {
  return per === "project" && isOfProject ? "the whole project" : EACH[per];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export interface LimitGroup {
  /** Null: the organisation. */
  project: Limit["project"];
  limits: Limit[];
}

/** The organisation's first, as the server lists them. */
export function groupLimits(limits: readonly Limit[]): LimitGroup[] {
  const groups: LimitGroup[] = [];
  for (const limit of limits) {
    const group = groups.find(({ project }) => project?.id === limit.project?.id);
    if (group) group.limits.push(limit);
    else groups.push({ project: limit.project, limits: [limit] });
  }
  return groups;
}
