import { useNavigate } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import type { Calls, Definition, Kind, Saved } from "@/api/definitions";
import { useProjectChoice } from "@/api/session";
import { mergeProblems, type Problem } from "@/lib/definition";
import { useDraft } from "@/lib/useDraft";

/** How a form holds a definition in text. */
export interface Form<D, F> {
  fresh: F;
  draftOf: (definition: D) => F;
  /** What the server is sent, and what the form itself cannot read. */
  read: (draft: F) => { definition: Definition; own: readonly Problem[] };
  /** Fields that nobody has filled in yet: not held against anyone before they save. */
  listUntouched: (draft: F) => readonly string[];
}

interface Options<D, F> {
  kind: Kind;
  calls: Calls<D>;
  form: Form<D, F>;
  /** Null: it is a new one. */
  saved: Saved<D> | null;
}

/** A workflow or schema in an editor: checked while it is typed, saved when it is right. */
export function useEditor<D, F>({ kind, calls, form, saved }: Options<D, F>) {
  const navigate = useNavigate();
  const { adopt, ...held } = useDraft(saved, form.draftOf, form.fresh);
  const choice = useProjectChoice(saved?.project);
  const { definition, own } = form.read(held.draft);
  const write = useSave(calls, choice.project.id, saved, definition, (now) => {
    adopt(now);
    if (saved) return;
    void navigate({ to: `/${kind}/$id`, params: { id: String(now.id) }, ignoreBlocker: true });
  });
  const { problems: found, error, isCurrent } = calls.useCheck(choice.project.id, definition);
  const [isTried, setTried] = useState(false);
  const all = useMemo(() => mergeProblems(own, found), [own, found]);
  const untouched = isTried ? [] : form.listUntouched(held.draft);
  const problems = all.filter(({ path }) => !untouched.includes(path));
  const save = () => {
    setTried(true);
    if (own.length > 0 || (isCurrent && all.length > 0)) return focusFirstMistake();
    write.save();
  };
  return {
    ...held,
    ...choice,
    problems,
    isIncomplete: problems.length < all.length,
    isCurrent,
    isSaving: write.isPending,
    error: write.error ?? error,
    save,
    remove: useRemoval(kind, calls),
  };
}

function useSave<D>(
  calls: Calls<D>,
  projectId: number,
  saved: Saved<D> | null,
  definition: Definition,
  onSuccess: (saved: Saved<D>) => void,
) {
  const create = calls.useCreate();
  const change = calls.useChange(saved?.id ?? 0);
  const { isPending, error, reset } = saved ? change : create;
  useForget(JSON.stringify(definition), reset);
  const save = () => {
    if (saved) change.mutate(definition, { onSuccess });
    else create.mutate({ projectId, definition }, { onSuccess });
  };
  return { isPending, error, save };
}

/** The list is shown before what is gone is forgotten, so that nobody asks for it again. */
function useRemoval<D>(kind: Kind, calls: Calls<D>) {
  const { mutate, isPending, error, forget } = calls.useRemove();
  const navigate = useNavigate();
  const leave = async (id: number) => {
    await navigate({ to: `/${kind}`, ignoreBlocker: true });
    forget(id);
  };
  const remove = (id: number) => mutate(id, { onSuccess: () => void leave(id) });
  return { remove, isPending, error };
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
