import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, test } from "vitest";

const SRC = join(import.meta.dirname, "../../src");

/** What each folder may import besides itself. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  "main.tsx": ["app"],
  app: ["pages", "api", "ui", "lib"],
  pages: ["charts", "ui", "api", "lib"],
  charts: ["ui", "lib"],
  ui: ["lib"],
  api: ["lib"],
  lib: [],
};

interface Source {
  path: string;
  text: string;
}

const sources: Source[] = readdirSync(SRC, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.(tsx?|css)$/.test(entry.name))
  .map((entry) => join(entry.parentPath, entry.name))
  .map((path) => ({ path: relative(SRC, path), text: readFileSync(path, "utf8") }))
  .filter(({ path }) => !path.endsWith(".gen.ts"));

const code = sources.filter(({ path }) => !path.endsWith(".css"));

function imports({ text }: Source): string[] {
  return [...text.matchAll(/(?:from|import)\s*\(?\s*"@\/([^"]+)"/g)].map(([, path = ""]) => path);
}

function room(path: string): string {
  return path.split("/")[0] ?? "";
}

/** The page a file belongs to, or nothing. */
function page(path: string): string | undefined {
  return /^pages\/([^/]+)/.exec(path)?.[1];
}

function offences(check: (source: Source) => readonly string[]): string[] {
  return code.flatMap((source) => check(source).map((found) => `${source.path}: ${found}`));
}

describe("the rooms of the web app", () => {
  test("are seen at all", () => {
    expect(code.length).toBeGreaterThan(80);
    expect(new Set(code.map(({ path }) => room(path)))).toEqual(new Set(Object.keys(MAY_IMPORT)));
  });

  test("import downwards only", () => {
    const wrong = offences((source) => {
      const here = room(source.path);
      const allowed = [here, ...(MAY_IMPORT[here] ?? [])];
      return imports(source).filter((path) => !allowed.includes(room(path)));
    });
    expect(wrong).toEqual([]);
  });

  test("hold pages that do not know each other", () => {
    const wrong = offences((source) => {
      const here = page(source.path);
      if (here === undefined) return [];
      return imports(source).filter((path) => page(path) !== undefined && page(path) !== here);
    });
    expect(wrong).toEqual([]);
  });

  test("are imported by their full path", () => {
    expect(offences(({ text }) => text.match(/from "\.\.?\/[^"]*"/g) ?? [])).toEqual([]);
  });
});

describe("colours", () => {
  test("are written down in ui only", () => {
    const wrong = sources
      .filter(({ path }) => room(path) !== "ui")
      .flatMap(({ path, text }) =>
        (text.match(/#[0-9a-f]{3,8}\b(?=["';,\s])|\b(?:rgba?|hsla?|oklch)\(/gi) ?? []).map(
          (found) => `${path}: ${found}`,
        ),
      );
    expect(wrong).toEqual([]);
  });
});

describe("sizes", () => {
  test("a component file has at most 250 lines, any other at most 400", () => {
    const tooLong = sources.filter(
      ({ path, text }) => text.split("\n").length > (path.endsWith(".tsx") ? 250 : 400),
    );
    expect(tooLong.filter(({ path }) => !path.endsWith(".css")).map(({ path }) => path)).toEqual(
      [],
    );
  });
});

test("menus and popovers are those that Escape always closes", () => {
  const wrong = offences(({ path, text }) =>
    path === "ui/popup.tsx"
      ? []
      : (text.match(/import [^;]*\b(?:Menu|Popover)\b[^;]* from "@mantine\/core"/g) ?? []),
  );
  expect(wrong).toEqual([]);
});

test("bodies are shown as text: nothing sets HTML", () => {
  expect(offences(({ text }) => text.match(/dangerouslySetInnerHTML|\.innerHTML/g) ?? [])).toEqual(
    [],
  );
});
