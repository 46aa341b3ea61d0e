import type { EditWords } from "@/ui/edit/EditForm";

export const WORKFLOW_WORDS: EditWords = {
  to: "/workflows",
  list: "Workflows",
  noun: "workflow",
  nameHint: "What calls give as their model.",
  nameExample: "smart_summary",
  removal: (name) => `Calls to ${name} will fail from now on.`,
};
