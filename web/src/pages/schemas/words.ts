import type { EditWords } from "@/ui/edit/EditForm";

export const SCHEMA_WORDS: EditWords = {
  to: "/schemas",
  list: "Schemas",
  noun: "schema",
  nameHint: "What workflows and calls know it by.",
  nameExample: "product_card",
  removal: (name) => `No workflow can use ${name} from now on.`,
};
