import { useEffect, useMemo, useState } from "react";
import type { Definition, definitionCalls, Saved } from "@/api/definitions";
import { mergeProblems, type Problem } from "@/lib/definition";

interface Options<D> {
  calls: ReturnType<typeof definitionCalls<D>>;
  projectId: number;
  /** Null: it is a new one. */
  saved: Saved<D> | null;
  definition: Definition;
  /** What the form itself cannot read. */
  own: readonly Problem[];
  /** Fields that nobody has filled in yet: not held against anyone before they save. */
  untouched: readonly string[];
  onSaved: (saved: Saved<D>) => void;
}

/** A definition in an editor: checked while it is typed, saved when it is right. */
export function useEditor<D>(options: Options<D>) {
  const { calls, projectId, saved, definition, own, untouched, onSaved } = options;
  const { problems: found, error, isCurrent } = calls.useCheck(projectId, definition);
  const create = calls.useCreate();
  const change = calls.useChange(saved?.id ?? 0);
  const write = saved ? change : create;
  const [isTried, setTried] = useState(false);
  const all = useMemo(() => mergeProblems(own, found), [own, found]);
  const problems = isTried ? all : all.filter(({ path }) => !untouched.includes(path));
  useForget(JSON.stringify(definition), write.reset);
  const save = () => {
    setTried(true);
    if (own.length > 0 || (isCurrent && all.length > 0)) return focusFirstMistake();
    const done = { onSuccess: onSaved };
    if (saved) change.mutate(definition, done);
    else create.mutate({ projectId, definition }, done);
  };
  return {
    problems,
    isIncomplete: problems.length < all.length,
    isCurrent,
    isSaving: write.isPending,
    error: write.error ?? error,
    save,
  };
}

/** What was said of an older text is no longer shown. */
function useForget(text: string, reset: () => void): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text's change is what matters.
  useEffect(reset, [text]);
}

/** After the mistakes have been drawn. */
function focusFirstMistake(): void {
  setTimeout(() => document.querySelector<HTMLElement>("main [aria-invalid=true]")?.focus());
}
