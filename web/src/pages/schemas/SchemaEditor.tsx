import type { ReactNode } from "react";
import { type OutputSchema, type SchemaDefinition, schemas } from "@/api/schemas";
import { useEditor } from "@/api/useEditor";
import { SCHEMA_FORM, type SchemaDraft } from "@/pages/schemas/draft";
import { SchemaFields } from "@/pages/schemas/SchemaFields";
import { SCHEMA_WORDS } from "@/pages/schemas/words";
import { EditForm } from "@/ui/edit/EditForm";

interface Props {
  /** Null: a new one is made. */
  saved: OutputSchema | null;
  aside?: ReactNode;
}

export function SchemaEditor({ saved, aside }: Props) {
  const editor = useEditor<SchemaDefinition, SchemaDraft>({
    kind: "schemas",
    calls: schemas,
    form: SCHEMA_FORM,
    saved,
  });
  const { draft, problems, change } = editor;
  return (
    <EditForm words={SCHEMA_WORDS} saved={saved} editor={editor} aside={aside}>
      <SchemaFields draft={draft} problems={problems} change={change} />
    </EditForm>
  );
}
