/** Definitions of workflows, schemas and limits: between the text of a form and the server's JSON. */

export interface Problem {
  /** `targets[1].weight`; empty for the definition as a whole. */
  path: string;
  message: string;
  hint: string;
}

/** Whether a problem's path is the field, or inside it. */
export function isAt(path: string, field: string): boolean {
  return path === field || path.startsWith(`${field}.`) || path.startsWith(`${field}[`);
}

/** What is wrong at a field or inside it, as one text; undefined when nothing is. */
export function problemAt(problems: readonly Problem[], field: string): string | undefined {
  const texts = problems.filter(({ path }) => isAt(path, field)).map((one) => tell(one, field));
  return texts.length ? texts.join(" ") : undefined;
}

function tell({ path, message, hint }: Problem, field: string): string {
  const inside = path
    .slice(field.length)
    .replaceAll(/\[(\d+)\]/g, (_, index: string) => `.entry ${Number(index) + 1}`)
    .replace(/^\./, "");
  return [inside && `${inside}:`, message, hint].filter(Boolean).join(" ");
}

/** Mistakes that only the form can see stand for all that the server says of the same field. */
export function mergeProblems(own: readonly Problem[], checked: readonly Problem[]): Problem[] {
  return [...own, ...checked.filter(({ path }) => !own.some((one) => isAt(path, one.path)))];
}

/** "a, b" and lines alike; what is empty is left out. */
export function readList(text: string): string[] {
  return text
    .split(/[,\n]/)
    .map((part) => part.trim())
    .filter(Boolean);
}

/** Null when empty; text that is no whole number stays as it is, and the server says what is wrong. */
export function readWhole(text: string): number | string | null {
  const plain = text.trim();
  if (plain === "") return null;
  return /^-?\d{1,15}$/.test(plain) ? Number(plain) : plain;
}

export function showWhole(value: number | null): string {
  return value === null ? "" : String(value);
}

export type ReadJson = { value: unknown } | { message: string };

/** Undefined as the value of an empty text. */
export function readJson(text: string): ReadJson {
  if (text.trim() === "") return { value: undefined };
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    return { message: `This is not JSON: ${(error as Error).message}.` };
  }
}

/** Null is shown as nothing. */
export function showJson(value: unknown): string {
  return value === null || value === undefined ? "" : JSON.stringify(value, null, 2);
}

/** JSON texts of a form by field: the values that can be read, and a problem for each that cannot. */
export function readJsonFields(texts: Readonly<Record<string, string>>) {
  const values: Record<string, unknown> = {};
  const problems: Problem[] = [];
  for (const [path, text] of Object.entries(texts)) {
    const read = readJson(text);
    if ("message" in read) problems.push({ path, message: read.message, hint: "" });
    else if (read.value !== undefined) values[path] = read.value;
  }
  return { values, problems };
}

/** The fields that differ between two versions, in the newer one's order. */
export function changedFields(older: object, newer: object): string[] {
  const before = older as Record<string, unknown>;
  return Object.entries(newer)
    .filter(([field, value]) => JSON.stringify(before[field]) !== JSON.stringify(value))
    .map(([field]) => field);
}
