/**
 * The URL's query string. Values are plain text (`?filter=status:error&last=7d`), so that a link can be
 * written by hand; unknown keys are dropped, and a value that makes no sense counts as absent.
 */

import { GRANULARITIES, type Granularity } from "@/lib/bucket";
import type { WindowSearch } from "@/lib/window";
import { isZone } from "@/lib/zone";

export interface PageSearch extends WindowSearch {
  filter?: string | undefined;
  tz?: string | undefined;
  /** Absent: fits the window. */
  granularity?: Granularity | undefined;
  /** The metric that ranks the top lists; absent: requests. */
  sort?: string | undefined;
  /** Explore: one or two metrics, and none to two dimensions, as comma lists. */
  metric?: string | undefined;
  by?: string | undefined;
  /** Explore: how it is drawn, and how many groups. */
  chart?: string | undefined;
  top?: string | undefined;
  /** Of a workflow or schema, the one to look at; absent: the one that runs. */
  version?: string | undefined;
  /** One-time links only. */
  token?: string | undefined;
  /** Where to go after signing in: a path on this server. */
  next?: string | undefined;
}

export function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

/** Colons, commas and slashes stay readable: they need no escape in a query string. */
export function stringifySearch(search: Record<string, unknown>): string {
  const pairs = Object.entries(search)
    .filter((pair): pair is [string, string] => typeof pair[1] === "string" && pair[1] !== "")
    .map(([key, value]) => `${key}=${readable(encodeURIComponent(value))}`);
  return pairs.length ? `?${pairs.join("&")}` : "";
}

export function validateSearch(raw: Record<string, unknown>): PageSearch {
  const read = (key: string) => (typeof raw[key] === "string" ? raw[key] : undefined);
  const found: PageSearch = {
    last: read("last"),
    from: read("from"),
    to: read("to"),
    filter: read("filter"),
    tz: zone(read("tz")),
    granularity: GRANULARITIES.find((one) => one === raw.granularity),
    sort: read("sort"),
    metric: read("metric"),
    by: read("by"),
    chart: read("chart"),
    top: read("top"),
    version: read("version"),
    token: read("token"),
    next: localPath(read("next")),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

/** What every page keeps when one goes from page to page. */
export function carriedSearch({ last, from, to, tz, filter }: PageSearch): PageSearch {
  return { last, from, to, tz, filter };
}

/** What a saved view keeps: everything but what is meant for one visit. */
export function keptSearch({ token, next, version, ...kept }: PageSearch): PageSearch {
  return kept;
}

function zone(text: string | undefined): string | undefined {
  return text && isZone(text) ? text : undefined;
}

/** Only paths on this server: a sign-in link must not send anyone elsewhere. */
function localPath(text: string | undefined): string | undefined {
  return text && /^\/(?![/\\])/.test(text) ? text : undefined;
}

function readable(encoded: string): string {
  return encoded
    .replaceAll("%3A", ":")
    .replaceAll("%2C", ",")
    .replaceAll("%2F", "/")
    .replaceAll("%20", "+");
}
