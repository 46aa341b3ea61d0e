import { Button, TextInput } from "@mantine/core";
import type { FormEvent, ReactNode } from "react";
import { type Problem, problemAt } from "@/lib/definition";
import { ConfirmButton } from "@/ui/ConfirmButton";
import { FormError } from "@/ui/DoorPage";
import { CheckStatus } from "@/ui/edit/CheckStatus";
import { EditHead } from "@/ui/edit/EditHead";
import edit from "@/ui/edit/edit.module.css";
import { LeaveGuard } from "@/ui/edit/LeaveGuard";
import { Overtaken } from "@/ui/edit/Overtaken";
import { ProjectSelect } from "@/ui/edit/ProjectSelect";
import { Panel } from "@/ui/Panel";
import type { Failure } from "@/ui/states";

/** What the kinds of definitions are called, and what is said of them. */
export interface EditWords {
  to: "/workflows" | "/schemas";
  /** What the list is called. */
  list: string;
  noun: string;
  /** Who knows it by its name. */
  nameHint: string;
  nameExample: string;
  /** What happens when the one of that name is removed. */
  removal: (name: string) => string;
}

interface Saved {
  id: number;
  name: string;
  version: number;
  project: { id: number; name: string };
  created_by: string | null;
}

interface Editor {
  draft: { name: string };
  change: (part: { name: string }) => void;
  problems: readonly Problem[];
  projects: readonly { id: number; name: string }[];
  project: { id: number; name: string };
  choose: (id: number) => void;
  isDirty: boolean;
  isOvertaken: boolean;
  isIncomplete: boolean;
  isCurrent: boolean;
  isSaving: boolean;
  error: Failure | null;
  save: () => void;
  remove: { remove: (id: number) => void; isPending: boolean; error: Failure | null };
}

interface Props {
  words: EditWords;
  /** Null: a new one is made. */
  saved: Saved | null;
  editor: Editor;
  aside?: ReactNode;
  children: ReactNode;
}

/** A definition's editor, around its fields. */
export function EditForm({ words, saved, editor, aside, children }: Props) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    editor.save();
  };
  return (
    <form className={edit.column} onSubmit={submit} noValidate>
      <LeaveGuard isDirty={editor.isDirty} />
      <Head words={words} saved={saved} editor={editor} />
      <FormError error={editor.error} />
      {saved && editor.isOvertaken && !editor.isSaving && (
        <Overtaken version={saved.version} by={saved.created_by} />
      )}
      <div className={aside ? edit.columns : undefined}>
        <div className={edit.column}>
          {!saved && <Name words={words} editor={editor} />}
          {children}
        </div>
        {aside && <div className={edit.column}>{aside}</div>}
      </div>
    </form>
  );
}

function Name({ words, editor }: Pick<Props, "words" | "editor">) {
  return (
    <Panel title="Name">
      <div className={edit.fields}>
        <TextInput
          label="Name"
          description={`${words.nameHint} It stays as it is.`}
          placeholder={words.nameExample}
          required
          value={editor.draft.name}
          error={problemAt(editor.problems, "name")}
          onChange={({ currentTarget }) => editor.change({ name: currentTarget.value })}
        />
        <ProjectSelect projects={editor.projects} value={editor.project} onChange={editor.choose} />
      </div>
    </Panel>
  );
}

function Head({ words, saved, editor }: Pick<Props, "words" | "saved" | "editor">) {
  return (
    <EditHead
      to={words.to}
      list={words.list}
      name={saved?.name ?? `New ${words.noun}`}
      about={saved && `${saved.project.name}, version ${saved.version}`}
    >
      <CheckStatus
        mistakes={editor.problems.length}
        isIncomplete={editor.isIncomplete}
        isCurrent={editor.isCurrent}
      />
      {saved && <Remove words={words} saved={saved} remove={editor.remove} />}
      <Button type="submit" loading={editor.isSaving} disabled={saved !== null && !editor.isDirty}>
        {saved ? `Save as version ${saved.version + 1}` : `Create the ${words.noun}`}
      </Button>
    </EditHead>
  );
}

interface RemoveProps {
  words: EditWords;
  saved: Saved;
  remove: Editor["remove"];
}

function Remove({ words, saved, remove }: RemoveProps) {
  return (
    <>
      <FormError error={remove.error} />
      <ConfirmButton
        label="Remove"
        question={`${words.removal(saved.name)} Its versions are kept for the records that name them.`}
        isPending={remove.isPending}
        onConfirm={() => remove.remove(saved.id)}
      />
    </>
  );
}
